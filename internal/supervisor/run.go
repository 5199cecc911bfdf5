// Package supervisor forwards signals, reaps children, and knows when it is over.
//
// The files, in the order of an event's way: source.go waits for an event; run.go does what it asks
// for; forward.go sends signals; end.go has what follows when the command ends, and what -k and -w
// do; state.go decides, in pure functions; timers.go knows when something is due; say.go writes how
// processes ended.
package supervisor

import (
	"dumb-init.alt/internal/kernel"
	"dumb-init.alt/internal/report"
	"dumb-init.alt/internal/signals"
)

// Run supervises until it is over: until the command has ended and, with -w or -b, all other
// children. It returns the status to exit with. From here on PID 1 must neither die nor hang: no
// error ends this loop.
func (s *State) Run(log *report.Log) (status uint8) {
	for {
		timeout := s.fireTimers(log)
		noChildren := false
		if !s.quit {
			noChildren = s.handle(s.events.next(timeout), log)
		}
		if s.finished(noChildren) {
			s.sayGoodbye(log)
			return s.exitStatus()
		}
	}
}

// handle does what an event asks for. It reports whether we have no child any more.
func (s *State) handle(e event, log *report.Log) (noChildren bool) {
	switch e {
	case signalReceived:
		s.receive(&s.events.info, log)
	case childEnded:
		s.childReaped(s.events.pid, s.events.status, log)
	case noneEnded:
		if s.events.pid < 0 {
			return true
		}
		s.childrenLeft(log)
	case timedOut:
		// It is due even if the clock cannot be read.
		timer, _ := s.timers.first()
		s.fire(timer, log)
	}
	return false
}

// fireTimers does what is due, and returns the milliseconds until the next timer is, or -1 if none
// runs. Each timer that is due is disarmed, so this ends.
func (s *State) fireTimers(log *report.Log) (milliseconds int32) {
	for !s.quit {
		timer, deadline := s.timers.first()
		if deadline == never {
			return -1
		}
		const longest = 1 << 30 // more than any time of an option; reached if the clock fails
		if now := kernel.Now(); deadline > now {
			return int32(min(deadline-now, longest))
		}
		s.fire(timer, log)
	}
	return 0
}

// fire does what a timer is for.
func (s *State) fire(timer signals.Signal, log *report.Log) {
	s.timers.disarm(timer)
	switch timer {
	case killTimer:
		s.kill(log)
	case giveUpTimer:
		s.giveUp()
	default: // a signal that was held back
		s.forward(timer, nil, log)
		s.suspend(timer, log)
	}
}

// receive does what a received signal asks for.
func (s *State) receive(info *kernel.SignalInfo, log *report.Log) {
	signal := info.Signal()
	action := s.classify(signal, info.SentBy(s.self), s.sentByTerminal(info))
	if action == ignoreOwn {
		return // without a line, which would cause the next
	}
	log.Debugf("Received signal %d.", int32(signal))
	switch action {
	case holdBack:
		delay := s.rule(signal).DelayMillis
		log.Debugf("Holding it back for %d ms.", int32(delay))
		s.timers.arm(signal, kernel.Now()+uint64(delay))
	case forwardNow:
		s.hurry(signal)
		s.forward(signal, info, log)
		s.suspend(signal, log)
	case delivered:
		const text = "Not forwarding signal %d to children (the terminal has sent it)."
		log.Debugf(text, int32(signal))
		s.sent = s.sent.With(signal)
		s.hurry(signal)
		s.afterForwarding(signal, signal, log)
		s.suspend(signal, log)
	case exit:
		s.quit = true
	case nothing:
		// The signal was CHLD, and the source of events looks for children.
	}
}

// sentByTerminal reports whether a key that was typed on the terminal, or a change of the
// terminal's size, has sent the signal, and has sent it to the command as well: with -c the command
// is in our process group, unless it has left it. If -r makes another signal of it, the command has
// not got that one.
func (s *State) sentByTerminal(info *kernel.SignalInfo) bool {
	signal := info.Signal()
	sent, _ := s.rewrite(signal)
	return s.target() == toChild &&
		info.SentByKernel() &&
		signals.TerminalGenerated.Has(signal) &&
		sent == signal &&
		kernel.InGroupOfCaller(s.child)
}

// hurry ends the delay of a signal that has come a second time. From then on -d does not hold it
// back any more.
func (s *State) hurry(signal signals.Signal) {
	if s.timers.runs(signal) {
		s.timers.disarm(signal)
		s.hurried = s.hurried.With(signal)
	}
}
