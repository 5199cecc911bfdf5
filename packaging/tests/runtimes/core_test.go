//go:build runtimes

package runtimes

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"

	"dumb-init.alt/internal/testing/proc"
)

// leavesOrphans is a script whose five helpers outlive their parent, a subshell: they wait for the program
// that takes the script's place, and then end as orphans.
const leavesOrphans = `
echo it runs
for i in 1 2 3 4 5; do
	( (until read -r name </proc/$$/comm && [ "$name" = sleep ]; do :; done; echo orphan) & )
done
exec sleep 1000`

// core is what dumb-init does in every engine, in each of the ways that the engine has.
func core(t *testing.T, e engine, ways ...way) {
	for _, how := range ways {
		t.Run(string(how), func(t *testing.T) {
			t.Run("status", func(t *testing.T) {
				t.Parallel()
				start(t, e, sh(how, "exit 7")).wantStatus(7)
				start(t, e, sh(how, "kill -KILL $$")).wantStatus(137)
			})
			t.Run("no such command", func(t *testing.T) {
				t.Parallel()
				c := start(t, e, box{way: how, words: []string{"/doesnotexist"}})
				c.wantStatus(127)
				c.see("[dumb-init] /doesnotexist: No such file or directory", 1)
			})
			t.Run("job control", func(t *testing.T) {
				t.Parallel()
				onTerminal(t, e, how)
			})
		})
	}
	matrix(t, e, ways...)
	t.Run(string(noInit), func(t *testing.T) {
		t.Parallel()
		b := sh(noInit, leavesOrphans)
		b.impatient = true
		c := start(t, e, b)
		c.see("orphan", 5)
		wantChildren(t, c.pid(), strings.TrimSpace(strings.Repeat("Z sh ", 5)))
		c.stop() // TERM has no effect on a PID 1 without a handler
		c.wantStatus(137)
	})
}

// wantChildren waits until the children of a PID 1 are these, by state and name.
func wantChildren(t *testing.T, pid int, want string) (all []proc.Process) {
	t.Helper()
	got := "unknown"
	for end := time.Now().Add(deadline); got != want; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("the children of PID 1 are %q, and not %q", got, want)
		}
		states := []string{}
		all = proc.Children(pid)
		for _, p := range all {
			states = append(states, p.State+" "+p.Name)
		}
		got = strings.Join(states, " ")
	}
	return all
}

// onTerminal uses a shell on a terminal, as 'docker run -it' makes one.
func onTerminal(t *testing.T, e engine, how way) {
	b := sh(how, `echo it runs; exec sh`)
	b.terminal = true
	c := start(t, e, b)
	types := func(text string) {
		t.Helper()
		_, err := c.typing.WriteString(text)
		try(t, err)
	}
	foreground := func(state string) { // of the job that is the shell's child, with the terminal or without
		t.Helper()
		eventually(t, "a job in state "+state, func() bool {
			for _, shell := range proc.Children(c.pid()) {
				for _, p := range proc.Children(shell.PID) {
					if p.Name == "sleep" && p.State == state && (p.Group == p.Foreground) == (state == "S") {
						return true
					}
				}
			}
			return false
		})
	}
	c.see("it runs", 1)
	const size = "until size=$(stty size); [ \"$size\" = '%d %d' ]; do sleep 0.05; done; echo size: $size\n"
	types(fmt.Sprintf(size, 33, 77))
	c.see("size: 33 77", 1)
	if b, ok := e.(*bundler); !ok || b.program != "crun" {
		types(fmt.Sprintf(size, 44, 99))
		eventually(t, "another size", func() bool {
			// Again and again: docker's client misses a change that comes before it listens for WINCH.
			for _, columns := range []uint16{98, 99} {
				try(t, pty.Setsize(c.typing, &pty.Winsize{Rows: 44, Cols: columns}))
			}
			return strings.Contains(c.out.String(), "size: 44 99")
		})
	}
	types("sleep 1000\n")
	foreground("S")
	types("\x03") // Ctrl-C
	types("echo status $?\n")
	c.see("status 130", 1) // 128 + INT
	types("sleep 1000\n")
	foreground("S")
	types("\x1a") // Ctrl-Z
	foreground("T")
	types("echo status $?\n")
	c.see("status 148", 1) // 128 + TSTP
	types("fg\n")
	foreground("S")
	types("\x03")
	types("echo status $?\n")
	c.see("status 130", 2)
	types("exit 5\n")
	c.wantStatus(5)
	if strings.Contains(c.out.String(), "job control") {
		t.Error(c.out.String())
	}
}
