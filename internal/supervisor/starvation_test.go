//go:build simulated

package supervisor

import (
	"slices"
	"testing"

	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/kernel"
	"dumb-init.alt/internal/signals"
)

// Events without end of one kind must not starve those of another. In each of these cases something happens
// before every call that takes a signal or a child.

const sigUSR2 signals.Signal = 12

// A flood is a simulation in which things happen before every call, and what came of it.
type flood struct {
	*simulation
	calls  int // how many there were
	status int // what the init exited with, if it has
}

// endless runs an init of PID 1 with some settings, and has something happen before call 1, 2 and so on.
//
// It returns after so many calls that either kind of event has had its turn, even if the init has not exited.
func endless(
	t *testing.T,
	run supervise,
	s settings,
	happen func(f *flood, call int),
) (f *flood) {
	const enough = 3 * batch
	type over struct{}
	f = &flood{simulation: simulate(&script{
		settings:  s,
		self:      1,
		processes: []behaviour{{}},
	})}
	f.BeforeTaking = func() {
		f.calls++
		if f.calls > enough {
			panic(over{})
		}
		happen(f, f.calls)
	}
	defer func() {
		switch problem := recover().(type) {
		case nil, over:
		default:
			t.Error(problem)
		}
	}()
	f.status = f.run(t, run)
	return f
}

// send sends the init a signal.
func (f *flood) send(signal signals.Signal) {
	f.Send(kernel.SignalInfo{Number: signal, Killed: true})
}

// endCommand ends the command.
func (f *flood) endCommand(exitStatus int) {
	f.Exit(pid(0), kernel.WaitStatus(exitStatus<<8))
}

// endChild has the init adopt an orphan that ends at once. Its process ID is another at each call.
func (f *flood) endChild() {
	orphan := int32(1000 + f.calls)
	f.Add(&kernel.Process{PID: orphan, Parent: f.Self, Group: orphan})
	f.Exit(orphan, 0)
}

// got reports whether a process has received a signal.
func (f *flood) got(signal signals.Signal) bool {
	return slices.ContainsFunc(f.effects, func(e effect) bool { return e.signal == signal })
}

// Signals without end do not keep the command from being reaped.
func testSignalsDoNotStarveChildren(t *testing.T, run supervise) {
	f := endless(t, run, settings{}, func(f *flood, call int) {
		if call == 1 {
			f.endCommand(0)
		}
		f.send(signals.HUP)
	})
	if want := 2 * batch; f.calls > want {
		t.Errorf("calls until the exit: got %d, want at most %d", f.calls, want)
	}
}

// Signals without end do not keep KILL from being sent when its time has come.
func testSignalsDoNotStarveTimers(t *testing.T, run supervise) {
	const afterTERM = 40 // in the order in which the kernel hands out signals
	f := endless(t, run, killAfterTERM, func(f *flood, call int) {
		f.Pass(1000)
		if call == 1 {
			f.send(signals.TERM)
		}
		f.send(afterTERM)
	})
	if !f.got(signals.KILL) {
		t.Errorf("got %v, want KILL among them", f.effects)
	}
}

// killAfterTERM has KILL follow TERM after a few calls, if a second passes at each.
var killAfterTERM = settings{kill: map[signals.Signal]int{signals.TERM: 1}}

// Children that end without end do not keep a signal from being forwarded.
func testChildrenDoNotStarveSignals(t *testing.T, run supervise) {
	f := endless(t, run, settings{}, func(f *flood, call int) {
		if call == 2 {
			f.send(signals.TERM)
		}
		f.endChild()
	})
	if !f.got(signals.TERM) {
		t.Errorf("got %v, want TERM among them", f.effects)
	}
}

// Children that end without end do not keep an init without a command from exiting when TERM comes.
func testChildrenDoNotStarveTheExit(t *testing.T, run supervise) {
	f := endless(t, run, settings{pause: true}, func(f *flood, call int) {
		if call == 2 {
			f.send(signals.TERM)
		}
		f.endChild()
	})
	if want := 2 * batch; f.calls > want {
		t.Errorf("calls until the exit: got %d, want at most %d", f.calls, want)
	}
}

// Children that end without end do not keep KILL from being sent when its time has come.
func testChildrenDoNotStarveTimers(t *testing.T, run supervise) {
	f := endless(t, run, killAfterTERM, func(f *flood, call int) {
		f.Pass(1000)
		if call == 2 {
			f.send(signals.TERM)
		}
		f.endChild()
	})
	if !f.got(signals.KILL) {
		t.Errorf("got %v, want KILL among them", f.effects)
	}
}

// Of two held signals, the one whose time is over is forwarded, before a batch of children is reaped. When it
// comes again it is held again.
func testHeldSignal(t *testing.T, run supervise) {
	s := settings{delay: map[signals.Signal]int{sigUSR1: 1, sigUSR2: 100}}
	f := endless(t, run, s, func(f *flood, call int) {
		switch {
		case call == 1:
			f.send(sigUSR1)
			f.send(sigUSR2)
		case call <= 3:
			// The signals are taken, and the time of the first passes.
		case call <= 3+batch:
			f.endChild()
		case call == 4+batch:
			f.send(sigUSR1)
		case call == 7+batch:
			f.endCommand(0)
		}
	})
	want := []effect{
		{at: period, process: wakeUp},
		{at: period, process: 0, signal: sigUSR1},
	}
	if !slices.Equal(f.effects, want) {
		t.Errorf("got %v, want %v", f.effects, want)
	}
}

// A wait that fails at every call does not keep the command from being reaped, and does not make the init
// spin.
func testErrorsDoNotStarveChildren(t *testing.T, run supervise) {
	errors := []struct {
		name string
		fail func(f *flood)
	}{
		{"it fails when it would sleep", func(f *flood) { f.Fail(unix.ENOSYS) }},
		{"it is refused", func(f *flood) { f.Refusal = unix.ENOSYS }},
	}
	for _, e := range errors {
		const wantStatus = 3
		f := endless(t, run, settings{}, func(f *flood, call int) {
			e.fail(f)
			if call == batch {
				f.endCommand(wantStatus)
			}
		})
		if f.status != wantStatus {
			t.Errorf("%s: exit status: got %d, want %d", e.name, f.status, wantStatus)
		}
		const backoff = 10 // milliseconds
		if want := uint64(backoff * batch / 4); f.Now() < want {
			t.Errorf("%s: time of %d calls: got %d ms, want at least %d",
				e.name, f.calls, f.Now(), want)
		}
	}
}

// With -w, a process that has taken over the process ID of the command is a stranger: it gets no signal, and
// its exit status does not count.
func testStranger(t *testing.T, run supervise) {
	const wantStatus = 3
	daemon := pid(1)
	f := endless(t, run, settings{wait: true}, func(f *flood, call int) {
		switch call {
		case 1:
			f.Add(&kernel.Process{PID: daemon, Parent: f.Self, Group: daemon})
			f.endCommand(wantStatus)
		case 10:
			f.Add(&kernel.Process{
				PID:      pid(0),
				Parent:   f.Self,
				Group:    pid(0),
				Stranger: true,
			})
			f.send(signals.TERM)
		case 20:
			f.Exit(pid(0), 4<<8)
		case 30:
			f.Exit(daemon, 0)
		}
		f.send(signals.CHLD)
	})
	if f.status != wantStatus {
		t.Errorf("exit status: got %d, want %d", f.status, wantStatus)
	}
	if len(f.effects) > 0 || len(f.Wrong) > 0 {
		t.Errorf("got %v, %q, want nothing", f.effects, f.Wrong)
	}
}
