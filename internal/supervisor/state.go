package supervisor

import (
	"dumb-init.alt/internal/kernel"
	"dumb-init.alt/internal/options"
	"dumb-init.alt/internal/signals"
)

// State is what the supervisor knows.
type State struct {
	options *options.Options
	self    int32 // our process ID
	child   int32 // the command's process ID, or 0 if there is no command
	pidfd   int32 // a file descriptor that stands for the command, or negative
	ended   bool  // the command has ended; others may still run
	quit    bool  // there is no command, and we were told to end
	status  uint8 // what to exit with
	timers  timers
}

// New returns the state of a supervisor whose command has just been started. child is 0 if there is
// no command. pidfd stands for the child, or is negative.
func New(self, child, pidfd int32, o *options.Options) State {
	return State{
		options: o,
		self:    self,
		child:   child,
		pidfd:   pidfd,
		ended:   child == 0,
		timers:  noTimers(),
	}
}

// action is what a received signal asks for.
type action uint8

const (
	forwardNow    action = iota // forward it
	holdBack                    // forward it later, as -d says
	nothing                     // the source of events has done what there is to do
	ignoreHandOff               // nothing: giving up the terminal caused it
	ignoreOwn                   // nothing: writing to a broken standard error caused it
	exit                        // exit: there is no command
)

// classify decides what a received signal asks for. fromSelf says that we have sent or caused it.
func (s *State) classify(signal signals.Signal, fromSelf bool) action {
	switch {
	case fromSelf && (signal == signals.HUP || signal == signals.CONT):
		return ignoreHandOff
	case fromSelf:
		return ignoreOwn
	case signal == signals.CHLD:
		return nothing
	case s.options.Flags.Has(options.Pause) && (signal == signals.TERM || signal == signals.INT):
		return exit
	case s.rule(signal).DelayMillis > 0 && !s.timers.runs(signal):
		return holdBack
	}
	return forwardNow
}

// rule returns the options' rule for a received signal.
func (s *State) rule(received signals.Signal) *options.Rule {
	return &s.options.Rules[received.Index()]
}

// rewrite returns what to forward for a received signal, or 0 for nothing, and whether a rule says
// so.
//
// In session mode the command's process group is orphaned: its leader's parent is in another
// session (setpgid(2)). The terminal's stop signals do not stop an orphaned group (get_signal,
// kernel/signal.c), so they become STOP.
func (s *State) rewrite(received signals.Signal) (forwarded signals.Signal, ruled bool) {
	rule := s.rule(received)
	switch {
	case rule.HasRewrite:
		return rule.RewriteTo, true
	case received.IsTerminalStop() && !s.options.Flags.Has(options.SingleChild):
		return signals.STOP, true
	}
	return received, false
}

// target is who gets the signals.
type target uint8

const (
	toNobody    target = iota
	toChild            // the command alone
	toGroup            // the command's process group
	toSurvivors        // the processes left in its group after the command has been reaped
	toAll              // every process of the container
)

// target returns who gets signals now.
func (s *State) target() target {
	single := s.options.Flags.Has(options.SingleChild)
	switch {
	case s.options.Flags.Has(options.All):
		return toAll
	case s.child == 0:
		return toNobody
	case single && s.ended:
		return toNobody
	case single:
		return toChild
	case s.ended:
		return toSurvivors
	}
	return toGroup
}

// recordExit keeps the status of the command, which has ended, as a shell would report it.
func (s *State) recordExit(status kernel.WaitStatus) {
	code := uint8(status.ExitStatus())
	if status.Signaled() {
		code = 128 + uint8(status.Signal())
	}
	s.ended = true
	s.status = s.options.ExitStatus(code)
}

// finished decides whether to exit. noChildren says that we have no child any more.
func (s *State) finished(noChildren bool) bool {
	switch {
	case s.child == 0:
		return s.quit
	case !s.ended:
		return false
	case s.options.Flags.Has(options.Wait):
		return noChildren
	}
	return true
}
