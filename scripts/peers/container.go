package peers

import (
	"fmt"
	"io"
	"os"
	"os/exec"
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
	// What this thread may run on is inherited. The thread stays, as the init is killed when it ends.
	runtime.LockOSThread()
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
	}
	if err := c.cmd.Start(); err != nil {
		return nil, err
	}
	if err := c.hear(); err != nil {
		c.close()
		return nil, fmt.Errorf("%s: %w", init.Name, err)
	}
	return c, nil
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

// hear waits for the work's byte, and until the init sleeps again.
func (c *container) hear() error {
	if _, err := io.ReadFull(c.heard, make([]byte, 1)); err != nil {
		return fmt.Errorf("work: %w", err)
	}
	for range 1000 {
		stat, err := c.proc("stat")
		if err != nil {
			return err
		}
		before, _ := c.cpu()
		time.Sleep(time.Millisecond)
		if after, _ := c.cpu(); strings.Contains(stat, ") S ") && before == after {
			return nil
		}
	}
	return fmt.Errorf("the init does not come to rest")
}

// work has the work done as often as told.
func (c *container) work(what byte, times int) error {
	for range times {
		if _, err := c.tell.Write([]byte{what}); err != nil {
			return err
		}
		if _, err := io.ReadFull(c.heard, make([]byte, 1)); err != nil {
			return fmt.Errorf("work: %w", err)
		}
	}
	return nil
}

func (c *container) close() {
	c.tell.Close()
	c.cmd.Process.Kill()
	c.cmd.Wait()
}

// proc reads a file of proc(5) about the init.
func (c *container) proc(name string) (string, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/%s", c.cmd.Process.Pid, name))
	return string(text), err
}

// cpu returns the nanoseconds that the init itself has run: exact while it sleeps, where utime and stime
// count by the tick.
func (c *container) cpu() (int64, error) {
	text, err := c.proc("schedstat")
	if err != nil {
		return 0, err
	}
	first, _, _ := strings.Cut(text, " ")
	return strconv.ParseInt(first, 10, 64)
}

// field returns a number by its name from a file of proc(5) such as status.
func (c *container) field(file, name string) (int64, error) {
	text, err := c.proc(file)
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(text) {
		if value, ok := strings.CutPrefix(line, name+":"); ok {
			return strconv.ParseInt(strings.Fields(value)[0], 10, 64)
		}
	}
	return 0, fmt.Errorf("%s has no %s", file, name)
}
