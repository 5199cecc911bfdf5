package supervisor

import (
	"dumb-init.alt/internal/cgroup"
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

// sayKilled writes which signal has killed the command, if it was one that tells of a fault: KILL,
// or one that dumps core by default. A shell says that as well. If the signal was forwarded, or was
// that of -k, whoever has asked for it knows.
func (s *State) sayKilled(status kernel.WaitStatus, log *report.Log) {
	if !status.Signaled() {
		return
	}
	signal := signals.Signal(status.Signal())
	isFault := signal == signals.KILL || signals.DumpsCore.Has(signal)
	if !isFault || s.sent.Has(signal) {
		return
	}
	line := new(report.Line).Prefix().String(s.name)
	line.String(" was killed by signal ").Signal(signal)
	switch {
	case status.CoreDump():
		line.String(", core dumped")
	case signal == signals.KILL && cgroup.OutOfMemory():
		line.String(" (out of memory)")
	}
	log.Write(line.Byte('.'))
}

// sayGivenUp writes that we exit though processes are left.
func sayGivenUp() {
	line := new(report.Line).Prefix().String("Processes are still alive ").Int(giveUpMillis / 1000)
	line.String(" seconds after signal ").Signal(signals.KILL).String(". Exiting.").End()
}

// sayGoodbye writes that we exit, and with what.
func (s *State) sayGoodbye(log *report.Log) {
	if s.child != 0 {
		log.Debugf("Child exited with status %d. Goodbye.", int32(s.exitStatus()))
	}
}
