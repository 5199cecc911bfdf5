//go:build runtimes

package runtimes

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/creack/pty"

	"dumb-init.alt/internal/testing/kit"
	"dumb-init.alt/internal/testing/proc"
)

// A container is one that was started.
type container struct {
	t        testing.TB
	engine   engine
	spec     spec
	name     string
	process  *kit.Process // the engine's command, which runs in the foreground
	output   *kit.Output  // standard output and standard error of the container
	terminal *os.File     // nil if it has none
}

// containers counts the containers, for their names.
var containers atomic.Int32

// start starts a container. It is removed when the test ends.
func start(t testing.TB, e engine, s spec) *container {
	t.Helper()
	c := &container{
		t:      t,
		engine: e,
		spec:   s,
		name:   fmt.Sprintf("container%d", containers.Add(1)),
		output: new(kit.Output),
	}
	cmd := e.command(t, c.name, s)
	if s.terminal {
		c.startOnTerminal(cmd)
	} else {
		c.startOnPipe(cmd)
	}
	c.process.Quiet = true
	t.Cleanup(c.remove)
	return c
}

func (c *container) startOnPipe(cmd *exec.Cmd) {
	c.t.Helper()
	null, err := os.Open(os.DevNull)
	kit.Try(c.t, err)
	defer null.Close()
	cmd.Stdin = null
	cmd.Stdout = c.output
	cmd.Stderr = c.output
	c.process = kit.Start(c.t, cmd)
}

// startOnTerminal starts the engine's command as a shell does, with a controlling terminal.
func (c *container) startOnTerminal(cmd *exec.Cmd) {
	c.t.Helper()
	master, slave, err := pty.Open()
	kit.Try(c.t, err)
	defer slave.Close()
	kit.Try(c.t, pty.Setsize(master, &firstSize))
	cmd.Stdin = slave
	cmd.Stdout = slave
	cmd.Stderr = slave
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	c.process = kit.Start(c.t, cmd)
	c.terminal = master
	go c.output.Collect(master)
}

// remove ends the container, if it has not ended, and removes it.
func (c *container) remove() {
	if !c.ended() {
		c.engine.remove(c.name)
		if !kit.Within(patience, c.ended) {
			c.process.Cmd.Process.Kill()
			<-c.process.Ended
		}
	}
	c.engine.remove(c.name)
	if c.t.Failed() {
		c.t.Logf("%q\nprinted: %.2000s", c.process.Cmd.Args, c.output)
	}
}

// ended reports whether the container has ended. All of its output is there then.
func (c *container) ended() bool {
	select {
	case <-c.process.Ended:
		return c.terminal == nil || c.output.Ended()
	default:
		return false
	}
}

// see waits until the container has printed a text so many times.
func (c *container) see(text string, times int) {
	c.t.Helper()
	kit.Eventually(c.t, fmt.Sprintf("%q, printed %d times", text, times), func() bool {
		ended := c.ended()
		got := strings.Count(c.output.String(), text)
		if ended && got < times {
			status := c.process.Cmd.ProcessState.ExitCode()
			c.t.Fatalf("%q: got it %d times until the end, want %d; the exit status is %d",
				text, got, times, status)
		}
		return got >= times
	})
}

// printed reports whether the container has printed a text so far.
func (c *container) printed(text string) bool { return strings.Contains(c.output.String(), text) }

// wantStatus waits until the container has ended, and fails unless it did with this exit status.
func (c *container) wantStatus(want int) {
	c.t.Helper()
	c.process.WantStatus(want)
	kit.Eventually(c.t, "the end of the output", c.ended)
}

// stop stops the container.
func (c *container) stop() {
	c.t.Helper()
	c.engine.stop(c.t, c.name, c.spec)
}

// pid1 returns the process ID that the container's PID 1 has outside.
func (c *container) pid1() int {
	c.t.Helper()
	return c.engine.pid1(c.t, c.name)
}

// wantPID1IsDumbInit fails unless PID 1 of the container is dumb-init, and returns its process ID
// outside.
func (c *container) wantPID1IsDumbInit() (pid int) {
	c.t.Helper()
	pid = c.pid1()
	if !runsDumbInit(pid) {
		p, _ := proc.Inspect(pid)
		c.t.Errorf("PID 1 of the container: got %q, want dumb-init", p.Name)
	}
	return pid
}

// runsDumbInit reports whether a process runs dumb-init. It compares the contents of the
// executable, as its name differs from engine to engine.
func runsDumbInit(pid int) bool {
	want, err := os.ReadFile(dumbInit)
	if err != nil {
		return false
	}
	got, err := os.ReadFile(fmt.Sprintf("/proc/%d/exe", pid))
	return err == nil && bytes.Equal(got, want)
}

// wantChildren waits until the children of a process are these, each as its state and its name, and
// returns them.
func wantChildren(t testing.TB, pid int, want ...string) (children []proc.Process) {
	t.Helper()
	var got []string
	matches := func() bool {
		got = nil
		children = proc.Children(pid)
		for _, child := range children {
			got = append(got, child.State+" "+child.Name)
		}
		return strings.Join(got, ", ") == strings.Join(want, ", ")
	}
	if !kit.Within(kit.Deadline, matches) {
		t.Fatalf("children of process %d: got %q, want %q", pid, got, want)
	}
	return children
}
