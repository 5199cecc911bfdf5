package kernel

import "golang.org/x/sys/unix"

// stdin is the file descriptor of standard input. A controlling terminal is looked for there alone.
const stdin = 0

// LeaveTerminal gives up the controlling terminal on standard input (ioctl_tty(2), TIOCNOTTY).
func LeaveTerminal() Errno {
	_, errno := call(unix.SYS_IOCTL, stdin, unix.TIOCNOTTY)
	return errno
}

// TakeTerminal makes the terminal on standard input the controlling terminal of the caller's
// session (ioctl_tty(2), TIOCSCTTY).
func TakeTerminal() Errno {
	_, errno := call(unix.SYS_IOCTL, stdin, unix.TIOCSCTTY)
	return errno
}
