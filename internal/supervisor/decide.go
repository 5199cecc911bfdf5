// Package supervisor forwards signals, reaps, and knows when it is over. This file decides, purely; run.go carries out.
package supervisor

import (
	"dumb-init.alt/internal/kernel"
	"dumb-init.alt/internal/options"
	"dumb-init.alt/internal/signals"
)

type State struct { // what the supervisor knows
	options                 *options.Options
	self, child, descriptor int32                     // process IDs, no command has the child 0; the descriptor of the child, or -1
	ended                   bool                      // the child has; others may remain
	exit                    uint8                     // the status to exit with then
	timers                  [signals.Count + 1]uint64 // in milliseconds of kernel.Now; and 1 more; 0: not running
}

const killTimer = signals.Count // that of a signal that is held back has the signal's index

// New returns the state in which the child has just been started; the descriptor is the child's, or negative.
func New(self, child, descriptor int32, o *options.Options) State {
	return State{options: o, self: self, child: child, descriptor: descriptor, ended: child == 0}
}

// Verdict says what a received signal asks for: to be forwarded; to stop as well, for a shell's job control; to
// be forwarded later; to reap; nothing, as giving up the terminal brought it (HandOff), or writing to a broken
// standard error (Echo); to exit, as there is no command.
type Verdict uint8

const Forward, Suspend, Hold, Reap, HandOff, Echo, Quit Verdict = 0, 1, 2, 3, 4, 5, 6

// Judge decides what a received signal asks for; own says that we sent or caused it ourselves.
func (s *State) Judge(signal signals.Signal, own bool) Verdict {
	switch {
	case own && (signal == signals.HUP || signal == signals.CONT):
		return HandOff
	case own:
		return Echo
	case signal == signals.CHLD:
		return Reap
	case s.options.Flags.Has(options.Pause) && (signal == signals.TERM || signal == signals.INT):
		return Quit
	case s.options.Rules[signal.Index()].Delay > 0 && s.timers[signal.Index()] == 0:
		return Hold
	}
	return Release(signal)
}

// Release decides what a signal asks for that is not held back any more.
func Release(signal signals.Signal) Verdict {
	if signals.TSTP <= signal && signal <= signals.TTOU {
		return Suspend
	}
	return Forward
}

// Translate returns what to forward for a received signal, 0 for nothing, and whether a rule says so. In session
// mode the child's group is orphaned and ignores the terminal's stop signals (setpgid(2)): they become STOP.
func (s *State) Translate(received signals.Signal) (send signals.Signal, ruled bool) {
	rule := s.options.Rules[received.Index()]
	switch {
	case rule.Rewrite:
		return rule.To, true
	case Release(received) == Suspend && !s.options.Flags.Has(options.SingleChild):
		return signals.STOP, true
	}
	return received, false
}

// Start lets the timer run out after some milliseconds, unless it would sooner.
func (s *State) Start(timer uint, now uint64, milliseconds uint32) {
	t := &s.timers[timer%uint(len(s.timers))]
	*t = min(*t-1, now+uint64(milliseconds)) + 1 // one that does not run is the latest
}

// Stop stops the timer.
func (s *State) Stop(timer uint) { s.timers[timer%uint(len(s.timers))] = 0 }

// Next returns the timer that runs out first; at is when, and 1 more, or 0 where none runs.
func (s *State) Next() (timer uint, at uint64) {
	for i, t := range s.timers {
		if t-1 < at-1 {
			timer, at = uint(i), t
		}
	}
	return timer, at
}

// Expire lets the timer run out that is the first.
func (s *State) Expire() { timer, _ := s.Next(); s.timers[timer%uint(len(s.timers))] = 1 }

// End takes the status of the child, which has ended.
func (s *State) End(status kernel.WaitStatus) {
	s.ended = true
	s.exit = uint8(status.ExitStatus())
	if status.Signaled() {
		s.exit = 128 + uint8(status.Signal())
	}
	s.exit = s.options.ExitStatus(s.exit)
}

// Over decides whether to exit: with the child, or when nothing is left that could be waited for.
func (s *State) Over(alone bool) bool {
	return s.child != 0 && s.ended && (alone || !s.options.Flags.Has(options.Wait))
}

// Target is what signals are sent to: nobody, the child alone, its process group, what remains of that when the
// child has been reaped, or every process of the container.
type Target uint8

const Nobody, Child, Group, Remains, All Target = 0, 1, 2, 3, 4

// Target returns what signals are sent to now.
func (s *State) Target() Target {
	switch {
	case s.options.Flags.Has(options.All):
		return All
	case s.child == 0 || s.options.Flags.Has(options.SingleChild) && s.ended:
		return Nobody
	case s.options.Flags.Has(options.SingleChild):
		return Child
	case s.ended:
		return Remains
	}
	return Group
}
