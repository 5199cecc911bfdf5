package supervisor

import (
	"dumb-init.alt/internal/kernel"
	"dumb-init.alt/internal/report"
	"dumb-init.alt/internal/signals"
)

// sayEnded writes how a child has ended.
func sayEnded(pid int32, status kernel.WaitStatus, log *report.Log) {
	switch {
	case !status.Signaled():
		code := int32(status.ExitStatus())
		log.Debugf("A child with PID %d exited with exit status %d.", pid, code)
	case log.Verbose:
		line := new(report.Line).Prefix().String("A child with PID ").Int(pid)
		line.String(" was terminated by signal ").Signal(signals.Signal(status.Signal()))
		log.Write(line.Byte('.'))
	}
}

// sayGoodbye writes that we exit, and with what.
func (s *State) sayGoodbye(log *report.Log) {
	if s.child != 0 {
		log.Debugf("Child exited with status %d. Goodbye.", int32(s.status))
	}
}
