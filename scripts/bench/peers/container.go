package peers

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"

	"dumb-init.alt/internal/testing/kit"
	"dumb-init.alt/internal/testing/proc"
)

// container is an init that runs, with testdata/work.c as its command.
type container struct {
	cmd     *exec.Cmd
	orders  io.WriteCloser // the command's standard input
	answers io.ReadCloser  // its standard output
}

// everyProcessor is for a container that is bound to none.
const everyProcessor = -1

// open starts an init, bound to a processor, and waits until the init sleeps and its command is
// ready.
func (b *Bench) open(init Init, processor int) (*container, error) {
	argv := append(append([]string{}, init.Argv...), b.work)
	c := &container{cmd: exec.Command(argv[0], argv[1:]...)}
	contain(c.cmd)
	c.cmd.Stderr = os.Stderr
	var err error
	if c.orders, err = c.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	if c.answers, err = c.cmd.StdoutPipe(); err != nil {
		return nil, err
	}
	if processor == everyProcessor {
		err = c.cmd.Start()
	} else {
		err = onProcessor(processor, c.cmd.Start)
	}
	if err != nil {
		return nil, err
	}
	if _, err := c.answer(); err != nil {
		c.close()
		return nil, fmt.Errorf("%s: %w", init.Name, err)
	}
	return c, nil
}

// close kills the init, and with it all that is in its PID namespace.
func (c *container) close() {
	c.orders.Close()
	c.cmd.Process.Kill()
	c.cmd.Wait()
}

// work has an event done so many times, and returns the nanoseconds that all of it took.
func (c *container) work(event Event, times int) (int64, error) {
	order := []uint32{
		uint32(event.what),
		uint32(times),
		uint32(event.count),
	}
	if err := binary.Write(c.orders, binary.NativeEndian, order); err != nil {
		return 0, fmt.Errorf("work: %w", err)
	}
	return c.answer()
}

// answer waits for the command's answer, and then until the init sleeps again. The answer is
// nanoseconds.
func (c *container) answer() (int64, error) {
	var nanoseconds int64
	if err := binary.Read(c.answers, binary.NativeEndian, &nanoseconds); err != nil {
		return 0, fmt.Errorf("work: %w", err)
	}
	if nanoseconds < 0 {
		return 0, errors.New("so many processes are not possible: " +
			"see ulimit -u, kernel.pid_max and the cgroup's pids.max")
	}
	if !kit.Within(kit.Deadline, c.resting) {
		return 0, errors.New("the init does not come to rest")
	}
	return nanoseconds, nil
}

// resting reports whether the init sleeps, and has not run for a millisecond.
func (c *container) resting() bool {
	process, found := proc.Inspect(c.cmd.Process.Pid)
	if !found || process.State != "S" {
		return false
	}
	// A process has this state a moment before it leaves its processor, and under load it may be
	// interrupted there. The kernel then says "running" (task_current_syscall, lib/syscall.c).
	call, err := os.ReadFile(fmt.Sprintf("/proc/%d/syscall", c.cmd.Process.Pid))
	if err == nil && string(call) == "running\n" {
		return false
	}
	before, err := c.cpu()
	if err != nil {
		return false
	}
	time.Sleep(time.Millisecond)
	after, err := c.cpu()
	return err == nil && before == after
}
