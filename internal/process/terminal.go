package process

import (
	"dumb-init.alt/internal/kernel"
	"dumb-init.alt/internal/report"
	"dumb-init.alt/internal/signals"
)

// leaveTerminal gives up the controlling terminal, for the child to take. There may be none.
//
// If we are the leader of the session, the kernel sends HUP and CONT to the foreground process
// group, and so to us if we are in it (disassociate_ctty, drivers/tty/tty_jobctrl.c). They are
// taken at once.
func leaveTerminal(c *Command) {
	errno := kernel.LeaveTerminal()
	switch {
	case errno != 0:
		c.Log.Unable("detach from controlling tty", errno)
	case kernel.Getsid() == c.Self:
		c.Log.Debugf("Detached from controlling tty, " +
			"ignoring the first SIGHUP and SIGCONT we receive.")
		takeHandOff(c)
	default:
		c.Log.Debugf("Detached from controlling tty, but was not session leader.")
	}
}

// takeHandOff takes the HUP and CONT that giving up the terminal has sent. It leaves those that
// others have sent. A HUP or CONT of another that comes while ours is pending is lost: the kernel
// keeps one of each. That can happen between the end of the ioctl and this function only.
//
// Ours are sent in our name. gVisor sends them in nobody's name, as if from outside of the PID
// namespace. If both have come so, they are ours.
func takeHandOff(c *Command) {
	var hangUp kernel.SignalInfo
	var resume kernel.SignalInfo
	gotHangUp := kernel.WaitSignal(signals.SetOf(signals.HUP), &hangUp, 0) == 0
	gotResume := kernel.WaitSignal(signals.SetOf(signals.CONT), &resume, 0) == 0
	nameless := gotHangUp && hangUp.SentFromOutside() && gotResume && resume.SentFromOutside()
	if gotHangUp {
		dropHandOff(c, &hangUp, nameless)
	}
	if gotResume {
		dropHandOff(c, &resume, nameless)
	}
}

// dropHandOff drops a signal that was taken if it is ours. If not, the signal is pending again.
func dropHandOff(c *Command, info *kernel.SignalInfo, nameless bool) {
	if !nameless && !info.SentBy(c.Self) {
		kernel.Requeue(c.Self, info)
		return
	}
	signal := int32(info.Signal())
	c.Log.Debugf("Received signal %d.", signal)
	c.Log.Debugf("Ignoring tty hand-off signal %d.", signal)
}

// startSession makes the caller, the child, the leader of a session and of a process group, and
// gives that the terminal. There may be none.
func startSession(log *report.Log) (ok bool) {
	if !report.Check("setsid", kernel.Setsid()) {
		return false
	}
	if errno := kernel.TakeTerminal(); errno != 0 {
		log.Unable("attach to controlling tty", errno)
	}
	log.Debugf("setsid complete.")
	return true
}
