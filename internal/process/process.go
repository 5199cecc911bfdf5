// Package process starts the command: terminal hand-off, session, signal state, and the search of PATH.
package process

import (
	"dumb-init.alt/internal/kernel"
	"dumb-init.alt/internal/signals"
	"dumb-init.alt/internal/stderr"
	"dumb-init.alt/internal/words"
	"golang.org/x/sys/unix"
)

type Command struct { // what to run and how
	Argv, Env []*byte // Argv is the command behind one slot to spare
	Self      int32   // our own process ID
	Session   bool    // give the command a session and, if there is one, the terminal
	Log       stderr.Log
}

// Prepare does what comes before the fork, or says why it cannot be done.
func Prepare(c *Command) (ok bool) {
	// Whoever started us may have set CHLD to be ignored, with which the kernel reaps our children unseen.
	if stderr.Failed("stop ignoring SIGCHLD", kernel.ResetDisposition(signals.CHLD)) {
		return false
	}
	if c.Session {
		leaveTerminal(c)
	}
	return true
}

// Relate makes the caller the parent of orphans, and has it signalled when its own parent dies (0: not), or says why not.
func Relate(adopt bool, parentDeath signals.Signal) (ok bool) {
	if adopt && stderr.Failed("become a subreaper", kernel.AdoptOrphans()) {
		return false
	}
	return parentDeath == 0 || !stderr.Failed("learn of the parent's death", kernel.ParentDeathSignal(parentDeath))
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

// Become turns the child, in the memory of its parent, into the command. It returns on failure only, with the exit status.
func Become(c *Command) uint8 {
	if c.Session {
		if stderr.Failed("setsid", kernel.Setsid()) {
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
	if stderr.Failed("unblock signals", kernel.UnblockSignals()) {
		return 1
	}
	name, errno := execute(c.Argv, c.Env)
	stderr.Report(name, errno)
	if errno == unix.ENOENT {
		return 127
	}
	return 126
}

// adoptSockets makes socket activation (sd_listen_fds(3)) work through dumb-init: sockets that LISTEN_PID in the
// environment passes to our own process, self, are the caller's, the child's. The line becomes the entry.
func adoptSockets(env []*byte, self int32, line *stderr.Line) {
	value, i := words.Lookup(env, "LISTEN_PID")
	if pid, ok := words.Decimal(value); ok && pid == uint32(self) {
		words.Replace(env, i, line.String("LISTEN_PID=").Int(kernel.Getpid()).Text())
	}
}

// execute runs a command, behind one slot to spare, in the caller's place, as execvp(3). It returns on failure only.
func execute(argv, env []*byte) (name string, errno kernel.Errno) {
	if len(argv) < 2 {
		return "", unix.ENOENT
	}
	command := argv[1:]
	name = words.String(command[0])
	if _, _, slash := words.Cut(name, '/'); slash {
		return name, attempt(command[0], argv, command, env)
	}
	return name, search(name, argv, command, env)
}

//go:noinline // or the path would be on the stack, which our parent keeps, for a command that is not searched for, too
func search(name string, argv, command, env []*byte) (errno kernel.Errno) {
	directories, i := words.Lookup(env, "PATH")
	if i == len(env) {
		directories = "/bin:/usr/bin"
	}
	// An error that only says that it is not in this directory lets the search go on; EACCES is remembered.
	errno = unix.ENOENT
	denied := false
	var candidate path
	for more := name != ""; more; {
		var directory string
		directory, directories, more = words.Cut(directories, ':')
		if !candidate.join(directory, name) {
			continue
		}
		switch errno = attempt(&candidate[0], argv, command, env); errno {
		case unix.EACCES:
			denied = true
		case unix.ENOENT, unix.ENOTDIR, unix.ESTALE, unix.ENODEV, unix.ETIMEDOUT:
		default:
			return errno
		}
	}
	if denied {
		errno = unix.EACCES
	}
	return errno
}

// attempt runs a file as the command, or has the shell run it: a script without #! (ENOEXEC).
func attempt(file *byte, argv, command, env []*byte) kernel.Errno {
	errno := kernel.Exec(file, command, env)
	if errno == unix.ENOEXEC {
		words.Replace(argv, 0, &shell[0])
		words.Replace(argv, 1, file)
		kernel.Exec(&shell[0], argv, env)
	}
	return errno
}

var shell = [...]byte{'/', 'b', 'i', 'n', '/', 's', 'h', 0}

type path [4096]byte // and its final null: the longest that the kernel takes (PATH_MAX)

// join makes the path of a name in a directory, the current one if it is empty, and reports whether it fits.
func (p *path) join(directory, name string) bool {
	at := uint(copy(p[:], directory))
	if at > 0 && at < uint(len(p)) {
		p[at] = '/'
		at++
	}
	end := at + uint(len(name))
	if at > uint(len(p)) || end >= uint(len(p)) {
		return false
	}
	copy(p[at:], name)
	p[end] = 0
	return true
}
