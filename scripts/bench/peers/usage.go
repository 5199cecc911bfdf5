package peers

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"dumb-init.alt/internal/testing/proc"
)

// cpu returns the nanoseconds that the init itself has run, all its threads together. They are
// exact while it sleeps, unlike utime and stime, which are counted by the tick (schedstat,
// Documentation/scheduler/sched-stats.rst).
func (c *container) cpu() (nanoseconds int64, err error) {
	return c.sum(func(task string) (int64, error) {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s/schedstat", c.cmd.Process.Pid, task))
		if err != nil {
			return 0, err
		}
		first, _, _ := strings.Cut(string(text), " ")
		return strconv.ParseInt(first, 10, 64)
	})
}

// wakeUps returns how often the init has gone to sleep so far: once for each time that it woke up.
func (c *container) wakeUps() (int64, error) {
	return c.sum(func(task string) (int64, error) {
		return c.field(task+"/status", "voluntary_ctxt_switches")
	})
}

// sum adds up what is found about each thread of the init. A thread is given as "task/TID".
func (c *container) sum(find func(task string) (int64, error)) (sum int64, err error) {
	directory := fmt.Sprintf("/proc/%d", c.cmd.Process.Pid)
	threads, err := filepath.Glob(directory + "/task/*")
	for _, thread := range threads {
		value, err := find(strings.TrimPrefix(thread, directory+"/"))
		if err != nil {
			return 0, err
		}
		sum += value
	}
	return sum, err
}

// field returns a number from a file of the init in the form of /proc/PID/status.
func (c *container) field(file, name string) (int64, error) {
	value, found := proc.Field(c.cmd.Process.Pid, file, name)
	if !found {
		return 0, fmt.Errorf("/proc/%d/%s has no %s", c.cmd.Process.Pid, file, name)
	}
	number, _, _ := strings.Cut(value, " ") // a unit may follow
	return strconv.ParseInt(number, 10, 64)
}
