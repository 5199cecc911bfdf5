package process

import (
	"dumb-init.alt/internal/kernel"
	"dumb-init.alt/internal/report"
)

// leaveTerminal gives up the controlling terminal, for the child to take. There may be none.
//
// If we are the leader of the session, the kernel sends HUP and CONT to the foreground process
// group, and so to us if we are in it (disassociate_ctty, drivers/tty/tty_jobctrl.c). The
// supervisor knows them by their sender, which is ourselves, and does not forward them.
func leaveTerminal(c *Command) {
	errno := kernel.LeaveTerminal()
	switch {
	case errno != 0:
		c.Log.Unable("detach from controlling tty", errno)
	case c.Log.Verbose && kernel.Getsid() == c.Self:
		c.Log.Debugf("Detached from controlling tty, " +
			"ignoring the first SIGHUP and SIGCONT we receive.")
	default:
		c.Log.Debugf("Detached from controlling tty, but was not session leader.")
	}
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
