// Package supervisor forwards signals, reaps children, and knows when it is over.
//
// The files, in the order of an event's way: source.go waits for an event; run.go does what it asks
// for; state.go decides, in pure functions, what that is; timers.go knows when a signal is due;
// say.go writes debug lines.
package supervisor

import (
	"dumb-init.alt/internal/kernel"
	"dumb-init.alt/internal/report"
	"dumb-init.alt/internal/signals"
)

// Run supervises until the command has ended and, with -w, all other children. It returns the
// status to exit with. From here on PID 1 must neither die nor hang: no error ends this loop.
func (s *State) Run(log *report.Log) (status uint8) {
	var events source
	for {
		noChildren := false
		switch events.next(s.fireTimers(log)) {
		case signalReceived:
			s.receive(&events.info, log)
		case childEnded:
			s.childReaped(events.pid, events.status, log)
		case noneEnded:
			noChildren = events.pid < 0
		case timedOut:
			// It is due even if the clock cannot be read.
			timer, _ := s.timers.first()
			s.fire(timer, log)
		}
		if s.finished(noChildren) {
			s.sayGoodbye(log)
			return s.status
		}
	}
}

// fireTimers does what is due, and returns the milliseconds until the next timer is, or -1 if none
// runs. Each timer that is due is disarmed, so this ends.
func (s *State) fireTimers(log *report.Log) (milliseconds int32) {
	for {
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
}

// fire does what a timer is for: it forwards a signal that was held back, or kills.
func (s *State) fire(timer signals.Signal, log *report.Log) {
	s.timers.disarm(timer)
	switch {
	case timer != signals.KILL:
		s.deliver(timer, nil, log)
	case s.target() != toNobody: // it is nobody after the command's end with -c
		log.Debugf("Time is up, killing what is still alive.")
		s.send(signals.KILL, nil, log)
	}
}

// receive does what a received signal asks for.
func (s *State) receive(info *kernel.SignalInfo, log *report.Log) {
	signal := info.Signal()
	action := s.classify(signal, info.SentBy(s.self))
	if action == ignoreOwn {
		return // without a line, which would cause the next
	}
	log.Debugf("Received signal %d.", int32(signal))
	switch action {
	case ignoreHandOff:
		log.Debugf("Ignoring tty hand-off signal %d.", int32(signal))
	case holdBack:
		delay := s.rule(signal).DelayMillis
		log.Debugf("Holding it back for %d ms.", int32(delay))
		s.timers.arm(signal, kernel.Now()+uint64(delay))
	case forwardNow:
		s.timers.disarm(signal)
		s.deliver(signal, info, log)
	case exit:
		s.quit = true
	case nothing:
		// The signal was CHLD, and the source of events looks for children.
	}
}

// deliver forwards a received signal. If that is one of the terminal's stop signals, we stop as
// well, unless we are PID 1.
func (s *State) deliver(received signals.Signal, info *kernel.SignalInfo, log *report.Log) {
	s.forward(received, info, log)
	if !received.IsTerminalStop() {
		return
	}
	log.Debugf("Suspending self due to TTY signal.")
	// STOP does not stop PID 1, but it would discard a CONT that is pending (prepare_signal,
	// kernel/signal.c).
	if s.self != 1 {
		kernel.Kill(s.self, signals.STOP)
	}
}

// forward rewrites a received signal and sends it. With that the time of -k begins.
func (s *State) forward(received signals.Signal, info *kernel.SignalInfo, log *report.Log) {
	signal, ruled := s.rewrite(received)
	if ruled {
		log.Debugf("Translating signal %d to %d.", int32(received), int32(signal))
	}
	if signal == 0 || s.target() == toNobody {
		log.Debugf("Not forwarding signal %d to children (ignored).", int32(signal))
		return
	}
	s.send(signal, info, log)
	if rule := s.rule(received); rule.HasKill {
		s.timers.arm(signals.KILL, kernel.Now()+uint64(rule.KillAfterMillis))
	}
}

// send sends a signal to the target, which its callers have seen not to be nobody.
func (s *State) send(signal signals.Signal, info *kernel.SignalInfo, log *report.Log) {
	switch s.target() {
	case toChild:
		kernel.ForwardQueued(s.child, signal, info)
	case toGroup:
		kernel.Kill(-s.child, signal)
	case toSurvivors:
		kernel.SignalSurvivors(s.child, s.pidfd, signal)
	case toAll:
		kernel.Kill(-1, signal)
	}
	log.Debugf("Forwarded signal %d to children.", int32(signal))
}

// childReaped takes note of a child that has been reaped. If it was the command, the processes left
// are told to end: they get TERM, or what -r makes of it.
func (s *State) childReaped(pid int32, status kernel.WaitStatus, log *report.Log) {
	sayEnded(pid, status, log)
	if pid != s.child || s.ended {
		return // an orphan; after the command's end, its number may be a stranger's
	}
	s.recordExit(status)
	if s.target() != toNobody {
		s.forward(signals.TERM, nil, log)
	}
}
