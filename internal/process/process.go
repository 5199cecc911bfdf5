// Package process starts the command: it hands over the terminal, makes the session, sets the
// signal state, and executes.
//
// The files: process.go (what parent and child do, in order), terminal.go, listen.go (socket
// activation), exec.go (the search of PATH), path.go (one path of that search), shell.go (scripts
// without #!).
//
// These say why a start has failed, and run only then: explain.go (what is said of a name),
// examine.go, program.go and missing.go (what is said of a file), script.go and elf.go (how files
// are read), machine.go (names of machines).
package process

import (
	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/cstring"
	"dumb-init.alt/internal/kernel"
	"dumb-init.alt/internal/report"
	"dumb-init.alt/internal/signals"
)

// Command is what to run, and how.
type Command struct {
	Argv    []*byte // Argv[1:] is the command; Argv[0] is a slot to spare, for /bin/sh
	Env     []*byte // its environment
	Self    int32   // the process ID of dumb-init
	Session bool    // give the command a session of its own and, if there is one, the terminal
	Log     *report.Log
}

// Name returns the command's name as it was written. argv is that of Command.
func Name(argv []*byte) string {
	if len(argv) < 2 {
		return ""
	}
	return cstring.String(argv[1])
}

// Exit statuses of a child that could not become the command, as shells use them.
const (
	exitFailed        = 1
	exitNotExecutable = 126
	exitNotFound      = 127
)

// AdoptChildren makes the caller a parent that can wait for its children. If that cannot be done,
// it says why.
//
// Whoever started us may have CHLD ignored. Then the kernel reaps our children itself, and their
// statuses are lost (wait(2), NOTES). And the program that executed us may have left children that
// have ended. Their CHLD may be taken already, and is dropped here in any case (do_sigaction,
// kernel/signal.c). So they are reaped at once.
func AdoptChildren() (ok bool) {
	if !report.Check("stop ignoring SIGCHLD", kernel.ResetDisposition(signals.CHLD)) {
		return false
	}
	pid, _ := kernel.Reap()
	for pid > 0 {
		pid, _ = kernel.Reap()
	}
	return true
}

// Prepare does in the parent what comes before the child is made.
func Prepare(c *Command) {
	if c.Session {
		leaveTerminal(c)
	}
}

// Become turns the child into the command. The child runs in the memory of its parent, which sleeps
// until then. Become returns on failure only, with the exit status.
func Become(c *Command) (status uint8) {
	if c.Session && !startSession(c.Log) {
		return exitFailed
	}
	// Not before the child is made: in the parent this would drop a CONT, WINCH or URG that is
	// pending (do_sigaction, kernel/signal.c).
	for signal := signals.Signal(1); signal <= signals.Count; signal++ {
		kernel.ResetDisposition(signal)
	}
	var listenPID report.Line
	env := adoptSockets(c.Env, c.Self, &listenPID)
	if !report.Check("unblock signals", kernel.UnblockSignals()) {
		return exitFailed
	}
	name, errno := execute(c.Argv, env)
	// Until here a signal may have ended the child. From here on none does, as PIPE could: the exit
	// status must say what has happened.
	kernel.BlockSignals()
	report.Error(name, errno)
	explain(name, env, errno)
	if errno == unix.ENOENT {
		return exitNotFound
	}
	return exitNotExecutable
}
