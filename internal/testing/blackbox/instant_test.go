package blackbox

import (
	"slices"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/testing/kit"
)

// allBlocked is SigBlk in /proc/PID/status when every signal is blocked, except KILL and STOP,
// which cannot be.
const allBlocked = "fffffffffffbfeff"

// TERM at any instant of the start is forwarded, and ends the command.
//
// A process takes notice of a signal only in the kernel. What the signal does there changes only
// by the process's own system calls: the one that blocks signals, the clone, those that take
// signals. So a signal at an instant between two stops of ptrace, which are the entries and the
// exits of system calls, has the same effect as one at the second stop.
//
// Each round runs dumb-init to a stop, sends TERM there, and lets dumb-init go. The first round
// takes the first stop after dumb-init has blocked the signals, the next round the next stop, and
// so on, until the stop is the call that waits for signals. From there on dumb-init waits, which
// other tests cover.
//
// At each stop all signals must be blocked, or one could kill dumb-init. dumb-init's exit status
// 143 says that TERM has killed the command.
//
// The clone is one call. Its exit comes when the child, which is not traced, has executed the
// command. A signal that arrives meanwhile waits in the kernel, like one that arrives at the exit.
func TestTermAtAnyInstantOfTheStart(t *testing.T) {
	each(t, native, func(t *testing.T, r runner) {
		for _, options := range [][]string{{}, {"-c"}, {"-v"}} {
			const fewest = 10 // stops before the wait
			command := slices.Concat(options, []string{probe, "pause"})
			stop := 1
			for !termAtStop(t, startTraced(t, r.command(command...)), stop) {
				stop++
			}
			if stop < fewest {
				t.Errorf("%q: got the wait for signals at stop %d, want at least %d stops before",
					options, stop, fewest)
			}
		}
	})
}

// termAtStop sends TERM to dumb-init at a stop, and requires that TERM ends the command. Stop 1
// is the exit of dumb-init's first system call. termAtStop reports whether dumb-init was about to
// wait for signals, which it does when there is a command.
func termAtStop(t *testing.T, p *tracee, stop int) (waits bool) {
	t.Helper()
	cloned := false
	for at := range stop + 1 { // stop 0 is the entry of the first call
		if !p.next() || !p.inSystemCall() {
			t.Fatalf("stop %d: got wait status %#x, want a system call", at, p.status)
		}
		cloned = cloned || p.enters(unix.SYS_CLONE)
	}
	if blocked := field(t, p.pid, "SigBlk"); blocked != allBlocked {
		t.Errorf("blocked at stop %d: got %s, want %s", stop, blocked, allBlocked)
	}
	waits = cloned && p.enters(unix.SYS_RT_SIGTIMEDWAIT)
	letGoWithTerm(t, p)
	if got := p.status.ExitStatus(); got != 128+term {
		t.Fatalf("exit status after TERM at stop %d: got %d (wait status %#x), want %d",
			stop, got, p.status, 128+term)
	}
	return waits
}

// letGoWithTerm sends TERM to a program that has stopped, lets it go and waits for its end.
func letGoWithTerm(t *testing.T, p *tracee) {
	t.Helper()
	kit.Try(t, syscall.Kill(p.pid, syscall.SIGTERM))
	p.detach()
	p.wait()
}

// The proof that the test above can fail: TERM before the first system call kills dumb-init.
func TestTermBeforeItIsBlocked(t *testing.T) {
	each(t, []runner{process}, func(t *testing.T, r runner) {
		p := startTraced(t, r.command(probe, "pause"))
		letGoWithTerm(t, p)
		if !p.status.Signaled() || p.status.Signal() != syscall.SIGTERM {
			t.Errorf("wait status: got %#x, want that of a death by TERM", p.status)
		}
	})
}
