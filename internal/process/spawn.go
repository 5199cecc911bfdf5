// Package process starts the command: terminal hand-off, session, signal state, and the search of PATH.
package process

import (
	"dumb-init/internal/kernel"
	"dumb-init/internal/signals"
	"dumb-init/internal/stderr"
	"golang.org/x/sys/unix"
)

type Command struct { // what to run and how
	Argv, Env []*byte // Argv is the command behind one slot to spare
	Self      int32   // our own process ID
	Session   bool    // give the command a session and, if there is one, the terminal
	Log       stderr.Log
}

// Spawn starts the command in a child process and returns its process ID once it has its session, signal state and
// program: a signal finds its target. Where it fails, here or in the child, the pid is 0 and the reason is printed.
func Spawn(c *Command) (pid int32, failure uint8) {
	// Whoever started us may have set CHLD to be ignored, with which the kernel reaps our children unseen.
	if errno := kernel.ResetDisposition(signals.CHLD); errno != 0 {
		stderr.Log(true).Fail("stop ignoring SIGCHLD", errno)
		return 0, 1
	}
	if c.Session {
		leaveTerminal(c)
	}
	pid, errno := kernel.Fork()
	if errno != 0 {
		stderr.Report("Unable to fork", errno)
		return 0, 1
	}
	if pid == 0 {
		return 0, become(c)
	}
	c.Log.Say("Child spawned with PID %.", pid)
	return pid, 0
}

// Relate makes the caller the parent of orphans, and has it signalled when its own parent dies (0: not), or says why not.
func Relate(adopt bool, parentDeath signals.Signal) (ok bool) {
	var errno kernel.Errno
	what := "become a subreaper"
	if adopt {
		errno = kernel.AdoptOrphans()
	}
	if errno == 0 && parentDeath != 0 {
		what, errno = "learn of the parent's death", kernel.ParentDeathSignal(parentDeath)
	}
	stderr.Log(errno != 0).Fail(what, errno)
	return errno == 0
}

// leaveTerminal gives up the controlling terminal for the child to take. When a session leader does so, the kernel sends
// us HUP and CONT (disassociate_ctty, drivers/tty/tty_jobctrl.c). The supervisor knows them by their sender, ourselves.
func leaveTerminal(c *Command) {
	if errno := kernel.LeaveTerminal(); errno != 0 {
		c.Log.Fail("detach from controlling tty", errno)
	} else if c.Log && kernel.Getsid() == c.Self {
		c.Log.Say("Detached from controlling tty, ignoring the first SIGHUP and SIGCONT we receive.")
	} else {
		c.Log.Say("Detached from controlling tty, but was not session leader.")
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
		c.Log.Say("setsid complete.")
	}
	// Not before the fork, as it drops a CONT, WINCH or URG that is pending (do_sigaction, kernel/signal.c).
	for s := signals.Signal(1); s <= signals.Count; s++ {
		kernel.ResetDisposition(s)
	}
	var entry stderr.Line
	adoptSockets(c.Env, c.Self, &entry)
	if errno := kernel.UnblockSignals(); errno != 0 {
		stderr.Log(true).Fail("unblock signals", errno)
		return 1
	}
	name, errno := execute(c.Argv, c.Env)
	stderr.Report(name, errno)
	if errno == unix.ENOENT {
		return 127
	}
	return 126
}
