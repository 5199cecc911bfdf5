package supervisor

import (
	"dumb-init.alt/internal/kernel"
	"dumb-init.alt/internal/options"
	"dumb-init.alt/internal/signals"
)

// State is what the supervisor knows.
type State struct {
	options *options.Options
	name    string // of the command
	self    int32  // our process ID
	child   int32  // the command's process ID, or 0 if there is no command
	pidfd   int32  // a file descriptor that stands for the command, or negative

	ended      bool  // the command has ended; others may still run
	background bool  // the command has ended well, and -b has the others live on
	stopAsked  bool  // TERM, or a signal that -k names, was forwarded
	stopped    bool  // the last of STOP and CONT that was forwarded is STOP
	killing    bool  // the time of -k is over, and every process left gets KILL
	killAgain  bool  // a child has been reaped since, and may have left us children of its own
	quit       bool  // exit, whatever is left
	code       uint8 // the exit status before -e

	sent    signals.Set // what was sent to the command
	hurried signals.Set // what -d does not hold back any more
	timers  timers
	events  source
}

// New returns the state of a supervisor whose command, of a name, has just been started. child is 0
// if there is no command. pidfd stands for the child, or is negative.
func New(self, child, pidfd int32, name string, o *options.Options) State {
	return State{
		options: o,
		name:    name,
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
	forwardNow action = iota // forward it
	delivered                // the terminal has sent it to the command as well
	holdBack                 // forward it later, as -d says
	nothing                  // the source of events has done what there is to do
	ignoreOwn                // nothing: writing to a broken standard error caused it
	exit                     // exit: there is no command
)

// classify decides what a received signal asks for. fromSelf says that we have sent or caused it,
// and fromTerminal that the terminal has sent it to the command as well.
func (s *State) classify(signal signals.Signal, fromSelf, fromTerminal bool) action {
	switch {
	case fromSelf:
		return ignoreOwn
	case signal == signals.CHLD:
		return nothing
	case s.options.Flags.Has(options.Pause) && (signal == signals.TERM || signal == signals.INT):
		return exit
	case fromTerminal:
		return delivered
	case s.timers.runs(signal) || s.hurried.Has(signal):
		return forwardNow
	case s.rule(signal).DelayMillis > 0:
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
	toRest             // every process that is left, as far as we know them
)

// target returns who gets signals now.
//
// It is not inlined: it has many callers, and the program would be larger.
//
//go:noinline
func (s *State) target() target {
	single := s.options.Flags.Has(options.SingleChild)
	switch {
	case s.options.Flags.Has(options.All):
		return toAll
	case s.child == 0:
		return toNobody
	case s.background:
		return toRest
	case single && s.ended:
		return toNobody
	case single:
		return toChild
	case s.ended:
		return toSurvivors
	}
	return toGroup
}

// killedStatus is the status of a command that KILL has ended.
const killedStatus = 128 + uint8(signals.KILL)

// exitCode is a status as a shell would report it.
func exitCode(status kernel.WaitStatus) uint8 {
	if status.Signaled() {
		return 128 + uint8(status.Signal())
	}
	return uint8(status.ExitStatus())
}

// recordExit keeps the status of the command, which has ended. With -b, it may have put itself into
// the background, or have been replaced.
func (s *State) recordExit(status kernel.WaitStatus) {
	s.ended = true
	s.code = exitCode(status)
	s.background = s.code == 0 && s.options.Flags.Has(options.Background)
}

// recordOther takes note of the status of another child. With the command in the background, the
// last that is not 0 is kept.
func (s *State) recordOther(status kernel.WaitStatus) {
	if code := exitCode(status); code != 0 && s.background {
		s.code = code
	}
}

// exitStatus returns what to exit with. -e is about the status of a command.
func (s *State) exitStatus() uint8 {
	if s.child == 0 {
		return 0
	}
	return s.options.ExitStatus(s.code)
}

// finished decides whether to exit. noChildren says that we have no child any more.
func (s *State) finished(noChildren bool) bool {
	switch {
	case s.quit:
		return true
	case s.child == 0, !s.ended:
		return false
	case s.waits():
		return noChildren
	}
	return true
}
