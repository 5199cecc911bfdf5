package supervisor

import (
	"golang.org/x/sys/unix"

	"dumb-init/internal/kernel"
	"dumb-init/internal/signals"
	"dumb-init/internal/stderr"
)

// turn is after how many signals children are looked for, and after how many children signals are: a
// storm of either must not starve the other, as the kernel hands out the lowest signal number first.
const turn = 64

// Run supervises until the command has ended, and returns the status to exit with.
//
// From here on PID 1 may not die, nor stall: no error ends the loop. Every event is a signal and one
// system call waits for all of them, so that nothing else, such as epoll or a signalfd, is needed.
func (s *State) Run(log stderr.Log) uint8 {
	for n := uint8(1); ; n++ {
		var info kernel.SignalInfo
		errno := kernel.WaitSignal(kernel.All, &info, false)
		if errno == 0 && s.receive(&info, log) != Reap && n%turn != 0 {
			continue
		}
		// EINTR: we were stopped and continued, or traced. Should it ever be another error, neither spin
		// nor miss the end of the command.
		if errno != 0 && errno != unix.EINTR {
			kernel.Pause()
		}
		if exit, over := s.reap(log); over {
			return exit
		}
	}
}

// receive does what a signal asks for, but for reaping, and returns the verdict.
func (s *State) receive(info *kernel.SignalInfo, log stderr.Log) Verdict {
	signal := info.Signal()
	verdict := Judge(signal, info.SentBy(s.self))
	if verdict == Echo {
		return verdict // without a line, which would bring the next
	}
	log.Say("Received signal ", int32(signal), "")
	switch verdict {
	case HandOff:
		log.Say("Ignoring tty hand-off signal ", int32(signal), "")
	case Forward:
		s.forward(signal, info, log)
	case Suspend:
		s.forward(signal, info, log)
		if s.self != 1 { // which cannot be stopped from inside, but would drop a CONT that is pending (prepare_signal)
			log.Say("Suspending self due to TTY signal", -1, "")
			kernel.Kill(s.self, signals.STOP)
		}
	}
	return verdict
}

// forward translates a signal and sends it to the target.
func (s *State) forward(received signals.Signal, info *kernel.SignalInfo, log stderr.Log) {
	signal, ruled := s.Translate(received)
	if ruled && bool(log) {
		new(stderr.Line).Begin().String("Translating signal ").Int(int32(received)).String(" to ").
			Int(int32(signal)).Byte('.').End()
	}
	switch {
	case signal == 0:
		log.Say("Not forwarding signal ", int32(signal), " to children (ignored)")
		return
	case s.single:
		kernel.Pass(s.child, signal, info)
	default:
		kernel.Kill(-s.child, signal)
	}
	log.Say("Forwarded signal ", int32(signal), " to children")
}

// reap takes the status of every child that has ended. If the command is among them it is over: what
// remains of its process group is told to end.
func (s *State) reap(log stderr.Log) (exit uint8, over bool) {
	for n := uint8(1); ; n++ {
		pid, status := kernel.Reap()
		if pid <= 0 {
			return 0, false
		}
		sayEnded(pid, status, log)
		if pid == s.child {
			exit = ExitStatus(status)
			if !s.single {
				s.forward(signals.TERM, nil, log)
			}
			log.Say("Child exited with status ", int32(exit), ". Goodbye")
			return exit, true
		}
		for i := 0; n%turn == 0 && i < turn; i++ {
			var info kernel.SignalInfo
			if kernel.WaitSignal(kernel.AllButCHLD, &info, true) != 0 {
				break
			}
			s.receive(&info, log)
		}
	}
}

func sayEnded(pid int32, status kernel.WaitStatus, log stderr.Log) {
	if !log {
		return
	}
	line := new(stderr.Line).Begin().String("A child with PID ").Int(pid)
	if !status.Signaled() {
		line.String(" exited with exit status ").Int(int32(status.ExitStatus())).Byte('.').End()
		return
	}
	signal := signals.Signal(status.Signal())
	line.String(" was terminated by signal ").Int(int32(signal)).String(" (").String(signal.Name()).String(").").End()
}
