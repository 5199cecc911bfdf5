//go:build runtimes

package runtimes

import (
	"fmt"
	"testing"

	"github.com/creack/pty"

	"dumb-init.alt/internal/testing/kit"
	"dumb-init.alt/internal/testing/proc"
)

// firstSize is the size that terminals start with.
var firstSize = pty.Winsize{Rows: 33, Cols: 77}

// What the keys send.
const (
	ctrlC = "\x03" // INT
	ctrlZ = "\x1a" // TSTP
)

// A shell on a terminal, as in 'docker run -it', has job control, and sees the size of the
// terminal.
func testJobControl(t *testing.T, e engine, mode initMode) {
	t.Parallel()
	s := script(mode, "echo it runs; exec sh")
	s.terminal = true
	c := start(t, e, s)
	c.see("it runs", 1)

	c.asksForSize(firstSize)
	c.see("size: 33 77", 1)
	if e.resizes() {
		c.resize()
	}

	c.types("sleep 1000\n")
	c.awaitForegroundJob()
	c.types(ctrlC)
	c.types("echo status $?\n")
	c.see("status 130", 1) // killed by INT

	c.types("sleep 1000\n")
	c.awaitForegroundJob()
	c.types(ctrlZ)
	c.awaitStoppedJob()
	c.types("echo status $?\n")
	c.see("status 148", 1) // stopped by TSTP
	c.types("fg\n")
	c.awaitForegroundJob()
	c.types(ctrlC)
	c.types("echo status $?\n")
	c.see("status 130", 2)

	c.types("exit 5\n")
	c.wantStatus(5)
	if c.printed("job control") {
		t.Errorf("output: got %s, want no complaint about job control", c.output)
	}
}

// types types on the terminal.
func (c *container) types(text string) {
	c.t.Helper()
	_, err := c.terminal.WriteString(text)
	kit.Try(c.t, err)
}

// asksForSize has the shell wait until the terminal has a size, and print it.
func (c *container) asksForSize(size pty.Winsize) {
	c.t.Helper()
	const lines = `
until
	size=$(stty size)
	[ "$size" = '%d %d' ]
do
	sleep 0.05
done
echo size: $size
`
	c.types(fmt.Sprintf(lines, size.Rows, size.Cols))
}

// resize changes the size of the terminal outside, and waits until the shell has seen the change.
// It changes the size again and again: docker's client misses a change that comes before it listens
// for WINCH.
func (c *container) resize() {
	c.t.Helper()
	other := pty.Winsize{Rows: 44, Cols: 98}
	wanted := pty.Winsize{Rows: 44, Cols: 99}
	c.asksForSize(wanted)
	kit.Eventually(c.t, "the shell to see another size", func() bool {
		kit.Try(c.t, pty.Setsize(c.terminal, &other))
		kit.Try(c.t, pty.Setsize(c.terminal, &wanted))
		return c.printed("size: 44 99")
	})
}

// awaitForegroundJob waits until a sleep, which the shell has started, sleeps in the foreground.
func (c *container) awaitForegroundJob() {
	c.t.Helper()
	kit.Eventually(c.t, "a sleep in the foreground", func() bool {
		return c.hasJob(func(job proc.Process) bool {
			return job.State == "S" && job.Group == job.Foreground
		})
	})
}

// awaitStoppedJob waits until that sleep is stopped, and not in the foreground any more.
func (c *container) awaitStoppedJob() {
	c.t.Helper()
	kit.Eventually(c.t, "a stopped sleep in the background", func() bool {
		return c.hasJob(func(job proc.Process) bool {
			return job.State == "T" && job.Group != job.Foreground
		})
	})
}

// hasJob reports whether a child of the shell is a sleep of which something is true.
func (c *container) hasJob(is func(proc.Process) bool) bool {
	for _, shell := range proc.Children(c.pid1()) {
		for _, child := range proc.Children(shell.PID) {
			if child.Name == "sleep" && is(child) {
				return true
			}
		}
	}
	return false
}
