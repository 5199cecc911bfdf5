package blackbox

import (
	"slices"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/testing/kit"
)

// inARow is how many system calls of a kind may come before another kind of event that is pending.
const inARow = 300

// Signals that never cease do not keep dumb-init from seeing that the command has ended.
//
// USR1, whose number is lower than that of CHLD, is sent at the entry of each call that takes a
// signal. So USR1 is pending in every such call, and no gap between two calls lets CHLD through.
func TestEndIsSeenBetweenSignals(t *testing.T) {
	eachMode(t, native, func(t *testing.T, r runner, option []string) {
		p := startTraced(t, r.command(slices.Concat(option, []string{probe, "exit", "42"})...))
		p.runTo(unix.SYS_CLONE)
		taken := 0
		for {
			call, ok := p.nextCall()
			if !ok {
				break
			}
			if call.number != unix.SYS_RT_SIGTIMEDWAIT {
				continue
			}
			if taken == 0 {
				awaitState(t, onlyChild(t, p.pid).PID, "Z")
			}
			taken++
			if taken > inARow {
				t.Fatalf("the command's end: got no notice in %d signals, want one", taken)
			}
			kit.Try(t, syscall.Kill(p.pid, syscall.SIGUSR1))
		}
		if got := p.status.ExitStatus(); got != 42 {
			t.Errorf("exit status: got %d (wait status %#x), want 42", got, p.status)
		}
	})
}

// startWithZombies starts dumb-init, and returns it when it begins to wait for signals.
// Until then a thousand orphans have ended.
func startWithZombies(t *testing.T, r runner, option []string) *tracee {
	t.Helper()
	in, out := kit.Pipe(t)
	cmd := r.command(slices.Concat(option, []string{probe, "orphans", "1000"})...)
	cmd.Stdout = out
	p := startTraced(t, cmd)
	out.Close()
	output := new(kit.Output)
	go output.Collect(in)
	p.runTo(unix.SYS_CLONE)
	p.runTo(unix.SYS_RT_SIGTIMEDWAIT)
	kit.Eventually(t, "the end of all orphans", func() bool {
		_, ended := output.Match("^ended$")
		return ended
	})
	awaitZombies(t, p.pid, 1000)
	return p
}

// A thousand orphans to reap do not keep dumb-init from forwarding a signal.
func TestSignalsAreSeenBetweenOrphans(t *testing.T) {
	eachMode(t, []runner{container}, func(t *testing.T, r runner, option []string) {
		p := startWithZombies(t, r, option)
		want := []int{winch, rtmin + 3} // both higher than CHLD, which the kernel hands out first
		for _, s := range want {
			kit.Try(t, syscall.Kill(p.pid, syscall.Signal(s)))
		}
		reaped := 0
		var forwarded []int
		for len(forwarded) < len(want) {
			call, ok := p.nextCall()
			if !ok {
				t.Fatalf("forwarded at the end: got %v, want %v", forwarded, want)
			}
			switch call.number {
			case unix.SYS_WAIT4:
				reaped++
			case unix.SYS_KILL:
				forwarded = append(forwarded, int(call.arguments[1]))
			}
			if reaped > inARow {
				t.Fatalf("forwarded in %d calls of wait4: got %v, want %v", reaped, forwarded, want)
			}
		}
		slices.Sort(forwarded)
		if !slices.Equal(forwarded, want) {
			t.Errorf("forwarded: got %v, want %v", forwarded, want)
		}
	})
}
