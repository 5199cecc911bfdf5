package blackbox

import (
	"fmt"
	"slices"
	"strconv"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/testing/kit"
)

// With -p dumb-init notices that its parent has died before the kernel was asked for the signal.
//
// dumb-init stands at the entry of prctl(2) when the parent dies, which is too late for the kernel.
func TestParentDeathAtTheStart(t *testing.T) {
	eachMode(t, []runner{process}, func(t *testing.T, r runner, option []string) {
		for _, s := range parentSignals {
			options := slices.Concat(option, []string{"-v", "-p", strconv.Itoa(s)})
			p, _ := diesAtPrctl(t, r, r.words(append(options, probe, "obey", "0")...)...)
			lines := fmt.Sprintf(`Received signal %d\.\n.*Forwarded signal %d to children`, s, s)
			p.See(p.Stderr, lines)
			p.Stdin.Close() // ends the command
		}
	})
}

// The proof that the test above can fail: a program that relies on the kernel alone gets no signal.
func TestParentDeathUnnoticed(t *testing.T) {
	each(t, []runner{process}, func(t *testing.T, r runner) {
		setpriv := kit.Need(t, "setpriv")
		p, pid := diesAtPrctl(t, r, setpriv, "--pdeathsig", "TERM", probe, "signals", "1")
		p.ready()
		kit.Try(t, syscall.Kill(pid, syscall.Signal(mark)))
		p.wantSignals(mark)
	})
}

// diesAtPrctl runs a program to its first prctl(2), where its parent dies, and then lets the
// program go.
func diesAtPrctl(t *testing.T, r runner, program ...string) (parent *running, pid int) {
	t.Helper()
	parent, pid = withParent(t, r, program...)
	traced := attach(t, pid)
	parent.enter()
	for executed := false; !executed || !traced.enters(unix.SYS_PRCTL); {
		if !traced.next() {
			t.Fatalf("wait status: got %#x before prctl, want a stop", traced.status)
		}
		if traced.status.TrapCause() == unix.PTRACE_EVENT_EXEC {
			executed = true
		}
	}
	parent.dies()
	kit.Eventually(t, "another parent", func() bool {
		return field(t, pid, "PPid") != strconv.Itoa(parent.PID)
	})
	traced.detach()
	return parent, pid
}
