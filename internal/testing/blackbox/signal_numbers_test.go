package blackbox

import "golang.org/x/sys/unix"

// Signals by their numbers on amd64, the same on all architectures that are tested. Package unix
// does not name the real-time signals.
const (
	hup   = int(unix.SIGHUP)
	intr  = int(unix.SIGINT)
	quit  = int(unix.SIGQUIT)
	ill   = int(unix.SIGILL)
	bus   = int(unix.SIGBUS)
	fpe   = int(unix.SIGFPE)
	kill  = int(unix.SIGKILL)
	usr1  = int(unix.SIGUSR1)
	segv  = int(unix.SIGSEGV)
	usr2  = int(unix.SIGUSR2)
	pipe  = int(unix.SIGPIPE)
	term  = int(unix.SIGTERM)
	chld  = int(unix.SIGCHLD)
	cont  = int(unix.SIGCONT)
	stop  = int(unix.SIGSTOP)
	tstp  = int(unix.SIGTSTP)
	ttin  = int(unix.SIGTTIN)
	ttou  = int(unix.SIGTTOU)
	winch = int(unix.SIGWINCH)
	rtmin = 34 // 32 and 33 are the C library's own
	rtmax = 64
)

// mark is a signal that a test sends last. The kernel hands out the lowest pending number first
// (next_signal, kernel/signal.c). So when mark arrives, dumb-init has taken every lower signal
// that was sent before it.
const mark = rtmax - 1

// catchable returns all signals that a process can take.
func catchable(r runner) (all []int) {
	for s := 1; s <= rtmax; s++ {
		if s != kill && s != stop && r.passes(s) {
			all = append(all, s)
		}
	}
	return all
}
