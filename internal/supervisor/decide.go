// Package supervisor forwards signals to the command, reaps what has died, and knows when it is over.
// This file decides, in pure functions; run.go carries out.
package supervisor

import (
	"dumb-init/internal/kernel"
	"dumb-init/internal/options"
	"dumb-init/internal/signals"
)

// State is what the supervisor knows.
type State struct {
	self, child int32 // process IDs
	single      bool  // signal the child alone, and not the process group that it leads
	rules       [signals.Count]options.Rewrite
}

// New returns the state in which the child has just been started. In session mode the child's process
// group is orphaned, and such a group ignores the terminal's stop signals (setpgid(2)): they become STOP
// if no rule says otherwise.
func New(self, child int32, o *options.Options) State {
	s := State{self: self, child: child, single: o.SingleChild, rules: o.Rewrites}
	for signal := signals.TSTP; signal <= signals.TTOU && !s.single; signal++ {
		if rule := &s.rules[signal.Index()]; !rule.Given {
			*rule = options.Rewrite{Given: true, To: signals.STOP}
		}
	}
	return s
}

// Verdict says what a received signal asks for.
type Verdict uint8

// The verdicts.
const (
	Forward Verdict = iota // to the target
	Suspend                // forward it, and stop as well: a shell's job control asks for it
	Reap                   // a child has changed its state
	HandOff                // nothing: giving up the terminal brought it
	Echo                   // nothing: writing to a broken standard error brought it (PIPE)
)

// Judge decides what a received signal asks for; own says that we sent or caused it ourselves.
func Judge(signal signals.Signal, own bool) Verdict {
	switch {
	case own && (signal == signals.HUP || signal == signals.CONT):
		return HandOff
	case own:
		return Echo
	case signal == signals.CHLD:
		return Reap
	case signals.TSTP <= signal && signal <= signals.TTOU:
		return Suspend
	}
	return Forward
}

// Translate returns what to forward for a received signal, 0 for nothing, and whether a rule says so.
func (s *State) Translate(received signals.Signal) (send signals.Signal, ruled bool) {
	if rule := s.rules[received.Index()]; rule.Given {
		return rule.To, true
	}
	return received, false
}

// ExitStatus is the status that a shell gives a process that ended so: its own, or 128 and the number of
// the signal that killed it.
func ExitStatus(status kernel.WaitStatus) uint8 {
	if status.Signaled() {
		return 128 + uint8(status.Signal())
	}
	return uint8(status.ExitStatus())
}
