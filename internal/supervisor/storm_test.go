//go:build simulated

package supervisor

import (
	"slices"
	"testing"

	"dumb-init.alt/internal/kernel"
	"dumb-init.alt/internal/signals"
)

// A storm is a simulation in which something happens before every call that takes a signal or a
// child. Without it, things happen only while the init sleeps.
type storm struct {
	*simulation
	calls  int // how many calls there were
	status int // what the init exited with, if it has
}

// runInStorm runs an init of PID 1 with some settings, and has something happen before call 1, 2
// and so on.
//
// It returns after so many calls that either kind of event has had its turn, even if the init has
// not exited.
func runInStorm(
	t *testing.T,
	run supervise,
	given settings,
	happen func(s *storm, call int),
) (s *storm) {
	const enough = 3 * batch
	type over struct{}
	s = &storm{simulation: simulate(&script{
		settings:  given,
		self:      1,
		processes: []behaviour{{}},
	})}
	s.BeforeTaking = func() {
		s.calls++
		if s.calls > enough {
			panic(over{})
		}
		happen(s, s.calls)
	}
	defer func() {
		switch problem := recover().(type) {
		case nil, over:
		default:
			t.Error(problem)
		}
	}()
	s.status = s.run(t, run)
	return s
}

// send sends the init a signal.
func (s *storm) send(signal signals.Signal) {
	s.Send(kernel.SignalInfo{Number: signal, Killed: true})
}

// endCommand ends the command.
func (s *storm) endCommand(exitStatus int) {
	s.Exit(pid(0), kernel.WaitStatus(exitStatus<<8))
}

// endChild has the init adopt an orphan that ends at once. Its process ID is another at each call.
func (s *storm) endChild() {
	orphan := int32(1000 + s.calls)
	s.Add(&kernel.Process{PID: orphan, Parent: s.Self, Group: orphan})
	s.Exit(orphan, 0)
}

// got reports whether a process has received a signal.
func (s *storm) got(signal signals.Signal) bool {
	return slices.ContainsFunc(s.effects, func(e effect) bool { return e.signal == signal })
}
