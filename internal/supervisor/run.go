package supervisor

import (
	"dumb-init.alt/internal/kernel"
	"dumb-init.alt/internal/signals"
	"dumb-init.alt/internal/stderr"
	"golang.org/x/sys/unix"
)

// turn is after how many signals children are looked for, and the reverse: no storm of either may starve the other.
const turn = 64

// Run supervises until the command has ended and, if asked for, all others; it returns the status to exit with. From
// here on PID 1 may not die, nor stall: no error ends the loop. Every event is a signal or the first of the timers
// running out, and one system call waits for all, without epoll; while no timer runs it has no time-out.
func (s *State) Run(log stderr.Log) uint8 {
	for n := uint8(1); ; n++ {
		var info kernel.SignalInfo
		wait := s.runTimers(log)
		errno := kernel.WaitSignal(kernel.All, &info, wait)
		if errno == 0 {
			verdict := s.receive(&info, log)
			if verdict == Quit {
				return s.exit
			}
			if verdict != Reap && n%turn != 0 {
				continue
			}
		}
		if errno == unix.EAGAIN && wait >= 0 {
			s.Expire() // even if the clock cannot be read
		} else if errno != 0 && errno != unix.EINTR {
			kernel.Pause() // there is no such error; EINTR says that we were stopped and continued, or traced
		}
		if s.reap(log) {
			return s.exit
		}
	}
}

// runTimers does what is due, and returns the milliseconds until the next timer runs out; -1 for none.
func (s *State) runTimers(log stderr.Log) (wait int32) {
	for timer, at := s.Next(); at > 0; timer, at = s.Next() {
		if now := kernel.Now() + 1; at > now {
			return int32(min(at-now, 1<<30))
		}
		s.Stop(timer)
		if timer != killTimer {
			s.deliver(signals.Signal(timer+1), nil, log)
		} else if s.Target() != Nobody { // as after the end of a single child
			log.Say("Time is up, killing what is still alive.")
			s.send(signals.KILL, nil, log)
		}
	}
	return -1
}

// receive does what a signal asks for, but for reaping, and returns the verdict.
func (s *State) receive(info *kernel.SignalInfo, log stderr.Log) Verdict {
	signal := info.Signal()
	verdict := s.Judge(signal, info.SentBy(s.self))
	if verdict == Echo {
		return verdict // without a line, which would bring the next
	}
	log.Say("Received signal %.", int32(signal))
	switch verdict {
	case HandOff:
		log.Say("Ignoring tty hand-off signal %.", int32(signal))
	case Hold:
		delay := s.options.Rules[signal.Index()].Delay
		log.Say("Holding it back for % ms.", int32(delay))
		s.Start(signal.Index(), kernel.Now(), delay)
	case Forward, Suspend:
		s.Stop(signal.Index())
		s.deliver(signal, info, log)
	}
	return verdict
}

// deliver forwards a received signal, and suspends if it asks for that.
func (s *State) deliver(received signals.Signal, info *kernel.SignalInfo, log stderr.Log) {
	s.forward(received, info, log)
	if Release(received) == Suspend {
		log.Say("Suspending self due to TTY signal.")
		if s.self != 1 { // which does not stop for STOP, but loses a CONT that is pending (prepare_signal, kernel/signal.c)
			kernel.Kill(s.self, signals.STOP)
		}
	}
}

// forward translates a received signal and sends it, with which the time until KILL begins.
func (s *State) forward(received signals.Signal, info *kernel.SignalInfo, log stderr.Log) {
	signal, ruled := s.Translate(received)
	if ruled {
		log.Say("Translating signal % to %.", int32(received), int32(signal))
	}
	if signal == 0 || s.Target() == Nobody {
		log.Say("Not forwarding signal % to children (ignored).", int32(signal))
		return
	}
	s.send(signal, info, log)
	if rule := &s.options.Rules[received.Index()]; rule.Kills {
		s.Start(killTimer, kernel.Now(), rule.Kill)
	}
}

// send sends a signal to the target.
func (s *State) send(signal signals.Signal, info *kernel.SignalInfo, log stderr.Log) {
	switch s.Target() {
	case All:
		kernel.Kill(-1, signal)
	case Child:
		kernel.Pass(s.child, signal, info)
	case Group:
		kernel.Kill(-s.child, signal)
	case Remains:
		kernel.KillGroup(s.child, s.descriptor, signal)
	}
	log.Say("Forwarded signal % to children.", int32(signal))
}

// reap takes the status of all that has ended, and returns whether it is over. With the command's, the rest is told.
func (s *State) reap(log stderr.Log) (over bool) {
	for n := uint8(1); ; n++ {
		pid, status := kernel.Reap()
		if pid > 0 {
			sayEnded(pid, status, log)
		}
		if pid > 0 && pid == s.child && !s.ended {
			s.End(status)
			if s.Target() != Nobody {
				s.forward(signals.TERM, nil, log)
			}
		}
		if s.Over(pid < 0) {
			log.Say("Child exited with status %. Goodbye.", int32(s.exit))
			return true
		}
		if pid <= 0 {
			return false
		}
		for i := 0; n%turn == 0 && i < turn; i++ {
			var info kernel.SignalInfo
			if kernel.WaitSignal(kernel.AllButCHLD, &info, 0) != 0 {
				break
			}
			if s.receive(&info, log) == Quit {
				return true
			}
		}
	}
}

func sayEnded(pid int32, status kernel.WaitStatus, log stderr.Log) {
	if signal := signals.Signal(status.Signal()); !status.Signaled() {
		log.Say("A child with PID % exited with exit status %.", pid, int32(status.ExitStatus()))
	} else if log {
		new(stderr.Line).Begin().String("A child with PID ").Int(pid).String(" was terminated by signal ").
			Signal(signal).Byte('.').End()
	}
}
