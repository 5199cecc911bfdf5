package supervisor

import (
	"dumb-init.alt/internal/kernel"
	"dumb-init.alt/internal/options"
	"dumb-init.alt/internal/report"
	"dumb-init.alt/internal/signals"
)

// forward rewrites a received signal and sends it.
func (s *State) forward(received signals.Signal, info *kernel.SignalInfo, log *report.Log) {
	signal, ruled := s.rewrite(received)
	if ruled {
		log.Debugf("Translating signal %d to %d.", int32(received), int32(signal))
	}
	if signal == 0 || s.target() == toNobody {
		log.Debugf("Not forwarding signal %d to children (ignored).", int32(signal))
		if signal != 0 && s.waits() {
			s.startKillTime(received, signal) // -k bounds the wait even if nobody is told
		}
		return
	}
	s.send(s.target(), signal, info, log)
	s.afterForwarding(received, signal, log)
}

// send sends a signal to a target.
func (s *State) send(to target, signal signals.Signal, info *kernel.SignalInfo, log *report.Log) {
	s.sent = s.sent.With(signal)
	switch to {
	case toChild:
		kernel.ForwardQueued(s.child, signal, info)
	case toGroup:
		kernel.Kill(-s.child, signal)
	case toSurvivors:
		kernel.SignalSurvivors(s.child, s.pidfd, signal)
	case toAll:
		kernel.Kill(-1, signal)
	case toRest:
		s.sendToRest(signal)
	}
	log.Debugf("Forwarded signal %d to children.", int32(signal))
}

// sendToRest sends a signal to every process that is left: as PID 1 to all. Elsewhere, to the
// processes left in the command's process group and to each other child of ours. Children of those
// become ours when their parents end.
func (s *State) sendToRest(signal signals.Signal) {
	if s.self == 1 {
		kernel.Kill(-1, signal)
		return
	}
	group := int32(-1) // which has got the signal; -1 is none
	child := int32(-1) // which has got it alone
	switch {
	case s.options.Flags.Has(options.SingleChild):
		// The group is our own.
		if !s.ended {
			kernel.Kill(s.child, signal)
			child = s.child
		}
	case !s.ended:
		kernel.Kill(-s.child, signal)
		group = s.child
	case kernel.SignalSurvivors(s.child, s.pidfd, signal):
		group = s.child
	}
	kernel.SignalChildren(signal, group, child)
}

// afterForwarding does what follows when a signal was forwarded, as it was received or as another.
func (s *State) afterForwarding(received, signal signals.Signal, log *report.Log) {
	kills := s.startKillTime(received, signal)
	asksToStop := kills || received == signals.TERM || signal == signals.TERM
	s.stopAsked = s.stopAsked || asksToStop
	terminates := signals.Terminating.Has(received) || signals.Terminating.Has(signal)
	switch {
	case signal == signals.STOP || signal.IsTerminalStop():
		s.stopped = true
	case signal == signals.CONT:
		s.stopped = false
	case s.stopped && (asksToStop || terminates):
		// A stopped process takes no signal but KILL until it is continued.
		s.stopped = false
		log.Debugf("Continuing the children, which were stopped.")
		s.send(s.target(), signals.CONT, nil, log)
	}
}

// startKillTime starts the time of -k if a rule names the received signal, or what it was rewritten
// to. It reports whether one does.
func (s *State) startKillTime(received, signal signals.Signal) (kills bool) {
	for _, named := range [2]signals.Signal{received, signal} {
		if rule := s.rule(named); rule.HasKill {
			s.timers.arm(killTimer, kernel.Now()+uint64(rule.KillAfterMillis))
			kills = true
		}
	}
	return kills
}

// suspend stops us after one of the terminal's stop signals, so that the job control of a shell
// works. PID 1 cannot be stopped; the line is that of 1.2.5 all the same.
//
// STOP would discard a pending CONT (prepare_signal, kernel/signal.c), and we would not be
// continued. So we do not stop if one is pending: it is forwarded next. The kernel leaves a window:
// a CONT that comes between these two system calls is lost.
func (s *State) suspend(received signals.Signal, log *report.Log) {
	if !received.IsTerminalStop() {
		return
	}
	log.Debugf("Suspending self due to TTY signal.")
	if s.self != 1 && !kernel.Pending(signals.CONT) {
		kernel.Kill(s.self, signals.STOP)
	}
}
