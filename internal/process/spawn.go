// Package process starts the command: terminal hand-off, session, signal state, and the search of PATH.
package process

import (
	"golang.org/x/sys/unix"

	"dumb-init/internal/kernel"
	"dumb-init/internal/signals"
	"dumb-init/internal/stderr"
)

// Command is what to run and how.
type Command struct {
	Argv, Env []*byte // Argv is the command behind one slot to spare
	Self      int32   // our own process ID
	Session   bool    // give the command a session and, if there is one, the terminal
	Log       stderr.Log
}

// Spawn starts the command in a child process and returns the child's process ID once it has its session,
// its signal state and its program: a signal forwarded from then on finds its target. A pid of 0 says that
// nothing was started, here or, on return in the child, there; failure is then the status to exit with,
// and the reason has been printed.
func Spawn(c *Command) (pid int32, failure uint8) {
	// Whoever started us may have set signals to be ignored. The child would inherit that, and while CHLD
	// is ignored the kernel reaps our children unseen. No signal gets lost here, as all are blocked.
	for s := signals.Signal(1); s <= signals.Count; s++ {
		kernel.ResetDisposition(s)
	}
	if c.Session {
		leaveTerminal(c)
	}
	pid, errno := kernel.Fork()
	if errno != 0 {
		new(stderr.Line).Begin().String("Unable to fork: ").Errno(errno).End()
		return 0, 1
	}
	if pid == 0 {
		return 0, become(c)
	}
	c.Log.Say("Child spawned with PID ", pid, "")
	return pid, 0
}

// leaveTerminal gives up the controlling terminal, as only then can the child take it for its session.
// When a session leader does so, the kernel sends HUP and CONT to the foreground process group
// (disassociate_ctty, drivers/tty/tty_jobctrl.c), to which we belong; the supervisor knows these two by
// their sender, which is ourselves.
func leaveTerminal(c *Command) {
	if errno := kernel.LeaveTerminal(); errno != 0 {
		c.Log.Fail("detach from controlling tty", errno)
	} else if c.Log && kernel.Getsid() == c.Self {
		c.Log.Say("Detached from controlling tty, ignoring the first SIGHUP and SIGCONT we receive", -1, "")
	} else {
		c.Log.Say("Detached from controlling tty, but was not session leader", -1, "")
	}
}

// become turns the child process into the command. It returns on failure only, with the exit status.
func become(c *Command) uint8 {
	if c.Session {
		if errno := kernel.Setsid(); errno != 0 {
			stderr.Log(true).Fail("setsid", errno)
			return 1
		}
		if errno := kernel.TakeTerminal(); errno != 0 {
			c.Log.Fail("attach to controlling tty", errno)
		}
		c.Log.Say("setsid complete", -1, "")
	}
	var entry listenPID
	entry.adopt(c.Env, c.Self)
	if errno := kernel.UnblockSignals(); errno != 0 {
		stderr.Log(true).Fail("unblock signals", errno)
		return 1
	}
	name, errno := execute(c.Argv, c.Env)
	new(stderr.Line).Begin().String(name).String(": ").Errno(errno).End()
	if errno == unix.ENOENT {
		return 127
	}
	return 126
}

// LetGo drops what a supervisor does not need and would keep from others: the working directory, whose
// filesystem could not be unmounted, and every inherited file descriptor from 3 up. That it fails is no error.
func LetGo() {
	kernel.ChdirRoot()
	kernel.CloseFrom(3)
}
