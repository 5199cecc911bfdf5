package supervisor

import (
	"dumb-init.alt/internal/kernel"
	"dumb-init.alt/internal/options"
	"dumb-init.alt/internal/report"
	"dumb-init.alt/internal/signals"
)

// childReaped takes note of a child that has been reaped. If it was the command, the processes left
// are told to end, unless they have been, or -b has them live on.
func (s *State) childReaped(pid int32, status kernel.WaitStatus, log *report.Log) {
	sayEnded(pid, status, log)
	s.killAgain = s.killing
	if pid != s.child || s.ended {
		// It was an orphan. After the command's end, its number may be a stranger's.
		s.recordOther(status)
		return
	}
	s.sayKilled(status, log)
	s.recordExit(status)
	if s.pidfd >= 0 && kernel.PidfdMissesGroup(s.child, s.pidfd) {
		s.pidfd = -1
	}
	switch {
	case s.background:
		log.Debugf("Child exited with status 0. Living on in the background.")
	case s.target() == toNobody:
		if s.waits() {
			s.startKillTime(signals.TERM, signals.TERM) // -k bounds the wait all the same
		}
	case s.waits() && s.stopAsked:
		// Many programs take a second TERM for "at once".
	default:
		s.timers.disarm(signals.TERM) // it may be held back, and need not come a second time
		s.forward(signals.TERM, nil, log)
	}
}

// kill sends KILL when the time of -k is over. From then on, -w and -b let nothing live.
func (s *State) kill(log *report.Log) {
	log.Debugf("Time is up, killing what is still alive.")
	to := s.target()
	if s.waits() {
		s.killing = true
		to = toRest
	}
	s.send(to, signals.KILL, nil, log)
	if s.child != 0 {
		s.timers.arm(giveUpTimer, kernel.Now()+giveUpMillis)
	}
}

// childrenLeft does what is to be done as long as there are children. Those that have become ours
// since KILL was sent get it as well: a child becomes ours when its parent ends.
func (s *State) childrenLeft(log *report.Log) {
	if s.killAgain {
		s.killAgain = false
		s.send(toRest, signals.KILL, nil, log)
	}
}

// giveUp has us exit though processes are left that KILL has not ended: the kernel does not end one
// that sleeps in D state (ps(1)), and does not let us end one of another user.
func (s *State) giveUp() {
	s.quit = true
	if !s.ended {
		s.code = killedStatus
	}
	sayGivenUp()
}

// waits reports whether the end of the command is not the end.
func (s *State) waits() bool {
	return s.child != 0 && (s.background || s.options.Flags.Has(options.Wait))
}
