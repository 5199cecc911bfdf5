package peers

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// container is an init that runs, with testdata/work.c as its command.
type container struct {
	cmd   *exec.Cmd
	tell  io.WriteCloser
	heard io.ReadCloser
}

// open starts an init on one processor, or on all where cpu is negative, and waits until it idles.
func (b *Bench) open(init Init, cpu int) (*container, error) {
	argv := append(append([]string{}, init.Argv...), b.work)
	c := &container{cmd: exec.Command(argv[0], argv[1:]...)}
	isolate(c.cmd, syscall.CLONE_NEWPID)
	c.cmd.Stderr = os.Stderr
	var err error
	if c.tell, err = c.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	if c.heard, err = c.cmd.StdoutPipe(); err != nil {
		return nil, err
	}
	runtime.LockOSThread() // the child inherits the thread's processors
	defer runtime.UnlockOSThread()
	if cpu >= 0 {
		var before, one unix.CPUSet
		if err := unix.SchedGetaffinity(0, &before); err != nil {
			return nil, err
		}
		one.Set(nth(&before, cpu))
		if err := unix.SchedSetaffinity(0, &one); err != nil {
			return nil, err
		}
		defer unix.SchedSetaffinity(0, &before)
		defer alone()()
	}
	if err := c.cmd.Start(); err != nil {
		return nil, err
	}
	if _, err := c.hear(); err != nil {
		c.close()
		return nil, fmt.Errorf("%s: %w", init.Name, err)
	}
	return c, nil
}

// alone keeps the machine's other work out until the function that it returns is called, where that is permitted,
// for the thread and what it starts. With real-time scheduling, sessions, which are scheduling groups otherwise
// (autogroup, sched(7)), do not tell either; and of orphans that end at once all have ended when the init gets its
// turn. One that reaps them in between has the kernel walk over those that live, each time.
func alone() (end func()) {
	realTime := &unix.SchedAttr{Size: unix.SizeofSchedAttr, Policy: unix.SCHED_FIFO, Priority: 1}
	before, err := unix.SchedGetAttr(0, 0)
	if err != nil || unix.SchedSetAttr(0, realTime, 0) != nil {
		return func() {}
	}
	return func() { unix.SchedSetAttr(0, before, 0) }
}

// nth returns one of the processors of a set, counting round.
func nth(set *unix.CPUSet, n int) int {
	n %= set.Count()
	for cpu := 0; ; cpu++ {
		if set.IsSet(cpu) {
			if n == 0 {
				return cpu
			}
			n--
		}
	}
}

// hear waits for the work's answer, and until the init sleeps again. It returns the answer: nanoseconds.
func (c *container) hear() (int64, error) {
	var answer int64
	if err := binary.Read(c.heard, binary.NativeEndian, &answer); err != nil {
		return 0, fmt.Errorf("work: %w", err)
	}
	if answer < 0 {
		return 0, errors.New("work: cannot have so many processes; see ulimit -u, kernel.pid_max and the cgroup's pids.max")
	}
	for range 1000 {
		stat, err := os.ReadFile(c.proc("stat"))
		if err != nil {
			return 0, err
		}
		before, _ := c.cpu()
		time.Sleep(time.Millisecond)
		if after, _ := c.cpu(); strings.Contains(string(stat), ") S ") && before == after {
			return answer, nil
		}
	}
	return 0, errors.New("the init does not come to rest")
}

// work has an event done, and returns the nanoseconds that all of it took.
func (c *container) work(event Event, times int) (int64, error) {
	order := []uint32{uint32(event.what), uint32(times), uint32(event.count)}
	if err := binary.Write(c.tell, binary.NativeEndian, order); err != nil {
		return 0, err
	}
	return c.hear()
}

func (c *container) close() {
	c.tell.Close()
	c.cmd.Process.Kill()
	c.cmd.Wait()
}

// proc returns the path of a file of proc(5) about the init.
func (c *container) proc(name string) string {
	return fmt.Sprintf("/proc/%d/%s", c.cmd.Process.Pid, name)
}

// threads sums what is found about each thread of the init.
func (c *container) threads(of func(dir string) (int64, error)) (sum int64, err error) {
	dirs, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*", c.cmd.Process.Pid))
	for _, dir := range dirs {
		value, err := of(dir)
		if err != nil {
			return 0, err
		}
		sum += value
	}
	return sum, err
}

// cpu returns the nanoseconds that the init itself has run: exact while it sleeps, where utime and stime
// count by the tick.
func (c *container) cpu() (int64, error) {
	return c.threads(func(dir string) (int64, error) {
		text, err := os.ReadFile(dir + "/schedstat")
		if err != nil {
			return 0, err
		}
		first, _, _ := strings.Cut(string(text), " ")
		return strconv.ParseInt(first, 10, 64)
	})
}

// wakeUps returns how often the init has gone to sleep so far, which is once for each time that it woke up.
func (c *container) wakeUps() (int64, error) {
	return c.threads(func(dir string) (int64, error) { return field(dir+"/status", "voluntary_ctxt_switches") })
}

// field returns a number by its name from a file of proc(5) such as status.
func field(file, name string) (int64, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		if value, ok := strings.CutPrefix(line, name+":"); ok {
			return strconv.ParseInt(strings.Fields(value)[0], 10, 64)
		}
	}
	return 0, fmt.Errorf("%s has no %s", file, name)
}
