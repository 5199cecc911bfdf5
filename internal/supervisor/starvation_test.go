//go:build simulated

package supervisor

import (
	"slices"
	"testing"

	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/kernel"
	"dumb-init.alt/internal/signals"
)

// Events of one kind that keep coming must not starve those of another. Each case is an init in a
// storm, and a rule.

// sigUSR2 is held for longer than sigUSR1.
const sigUSR2 signals.Signal = 12

// killAfterTERM has KILL follow TERM after a few calls, if a second passes at each.
var killAfterTERM = settings{kill: map[signals.Signal]int{signals.TERM: 1}}

// Signals that keep coming do not keep the command from being reaped.
func testSignalsDoNotStarveChildren(t *testing.T, run supervise) {
	s := runInStorm(t, run, settings{}, func(s *storm, call int) {
		if call == 1 {
			s.endCommand(0)
		}
		s.send(signals.HUP)
	})
	if want := 2 * batch; s.calls > want {
		t.Errorf("calls until the exit: got %d, want at most %d", s.calls, want)
	}
}

// Signals that keep coming do not keep KILL from being sent when its time has come.
func testSignalsDoNotStarveTimers(t *testing.T, run supervise) {
	const afterTERM = 40 // in the order in which the kernel hands out signals
	s := runInStorm(t, run, killAfterTERM, func(s *storm, call int) {
		s.Pass(1000)
		if call == 1 {
			s.send(signals.TERM)
		}
		s.send(afterTERM)
	})
	if !s.got(signals.KILL) {
		t.Errorf("got %v, want KILL among them", s.effects)
	}
}

// Children that keep ending do not keep a signal from being forwarded.
func testChildrenDoNotStarveSignals(t *testing.T, run supervise) {
	s := runInStorm(t, run, settings{}, func(s *storm, call int) {
		if call == 2 {
			s.send(signals.TERM)
		}
		s.endChild()
	})
	if !s.got(signals.TERM) {
		t.Errorf("got %v, want TERM among them", s.effects)
	}
}

// Children that keep ending do not keep an init without a command from exiting when TERM comes.
func testChildrenDoNotStarveTheExit(t *testing.T, run supervise) {
	s := runInStorm(t, run, settings{pause: true}, func(s *storm, call int) {
		if call == 2 {
			s.send(signals.TERM)
		}
		s.endChild()
	})
	if want := 2 * batch; s.calls > want {
		t.Errorf("calls until the exit: got %d, want at most %d", s.calls, want)
	}
}

// Children that keep ending do not keep KILL from being sent when its time has come.
func testChildrenDoNotStarveTimers(t *testing.T, run supervise) {
	s := runInStorm(t, run, killAfterTERM, func(s *storm, call int) {
		s.Pass(1000)
		if call == 2 {
			s.send(signals.TERM)
		}
		s.endChild()
	})
	if !s.got(signals.KILL) {
		t.Errorf("got %v, want KILL among them", s.effects)
	}
}

// Of two held signals, the one whose time is over is forwarded, before a batch of children is
// reaped. When it comes again it is held again.
func testHeldSignal(t *testing.T, run supervise) {
	held := settings{delay: map[signals.Signal]int{sigUSR1: 1, sigUSR2: 100}}
	s := runInStorm(t, run, held, func(s *storm, call int) {
		switch {
		case call == 1:
			s.send(sigUSR1)
			s.send(sigUSR2)
		case call <= 3:
			// The signals are taken, and the time of the first passes.
		case call <= 3+batch:
			s.endChild()
		case call == 4+batch:
			s.send(sigUSR1)
		case call == 7+batch:
			s.endCommand(0)
		}
	})
	want := []effect{
		{at: period, process: wakeUp},
		{at: period, process: 0, signal: sigUSR1},
	}
	if !slices.Equal(s.effects, want) {
		t.Errorf("got %v, want %v", s.effects, want)
	}
}

// A wait that fails at every call does not keep the command from being reaped, and does not make
// the init spin.
func testErrorsDoNotStarveChildren(t *testing.T, run supervise) {
	errors := []struct {
		name string
		fail func(s *storm)
	}{
		{"it fails when it would sleep", func(s *storm) { s.Fail(unix.ENOSYS) }},
		{"it is refused", func(s *storm) { s.Refusal = unix.ENOSYS }},
	}
	for _, e := range errors {
		const wantStatus = 3
		s := runInStorm(t, run, settings{}, func(s *storm, call int) {
			e.fail(s)
			if call == batch {
				s.endCommand(wantStatus)
			}
		})
		if s.status != wantStatus {
			t.Errorf("%s: exit status: got %d, want %d", e.name, s.status, wantStatus)
		}
		const backoff = 10 // milliseconds
		if want := uint64(backoff * batch / 4); s.Now() < want {
			t.Errorf("%s: time of %d calls: got %d ms, want at least %d",
				e.name, s.calls, s.Now(), want)
		}
	}
}

// With -w, a process that has taken over the process ID of the command is a stranger: it gets no
// signal, and its exit status does not count.
func testStranger(t *testing.T, run supervise) {
	const wantStatus = 3
	daemon := pid(1)
	s := runInStorm(t, run, settings{wait: true}, func(s *storm, call int) {
		switch call {
		case 1:
			s.Add(&kernel.Process{PID: daemon, Parent: s.Self, Group: daemon})
			s.endCommand(wantStatus)
		case 10:
			s.Add(&kernel.Process{
				PID:      pid(0),
				Parent:   s.Self,
				Group:    pid(0),
				Stranger: true,
			})
			s.send(signals.TERM)
		case 20:
			s.Exit(pid(0), 4<<8)
		case 30:
			s.Exit(daemon, 0)
		}
		s.send(signals.CHLD)
	})
	if s.status != wantStatus {
		t.Errorf("exit status: got %d, want %d", s.status, wantStatus)
	}
	if len(s.effects) > 0 || len(s.Wrong) > 0 {
		t.Errorf("got %v, %q, want nothing", s.effects, s.Wrong)
	}
}
