package kernel

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// isPipe reports whether a file descriptor is a pipe or a FIFO (fcntl(2), F_GETPIPE_SZ).
func isPipe(fd int32) bool {
	_, errno := call(unix.SYS_FCNTL, uintptr(fd), unix.F_GETPIPE_SZ)
	return errno == 0
}

// isTerminal reports whether a file descriptor is a terminal that has not been hung up
// (ioctl_tty(2), TIOCGWINSZ).
func isTerminal(fd int32) bool {
	var size unix.Winsize
	_, _, errno := unix.RawSyscall(
		unix.SYS_IOCTL,
		uintptr(fd),
		unix.TIOCGWINSZ,
		uintptr(unsafe.Pointer(&size)),
	)
	return errno == 0
}

// isSocket reports whether a file descriptor is a socket (socket(7), SO_TYPE).
func isSocket(fd int32) bool {
	var kind int32
	size := uint32(unsafe.Sizeof(kind))
	_, _, errno := unix.RawSyscall6(
		unix.SYS_GETSOCKOPT,
		uintptr(fd),
		unix.SOL_SOCKET,
		unix.SO_TYPE,
		uintptr(unsafe.Pointer(&kind)),
		uintptr(unsafe.Pointer(&size)),
		0,
	)
	return errno == 0
}

// openAnew opens a pipe or a terminal that is a standard stream a second time, for writing that
// does not block (proc_pid_fd(5)). To set O_NONBLOCK on the inherited one would set it for every
// process that shares it.
//
// The result is negative if there is no /proc, or no permission, as for the pipe of another user.
// A stream that was opened for reading alone stays so.
func openAnew(fd int32) (anew int32) {
	flags, errno := call(unix.SYS_FCNTL, uintptr(fd), unix.F_GETFL)
	if errno != 0 || flags&unix.O_ACCMODE == unix.O_RDONLY {
		return -1
	}
	path := "/proc/self/fd/2\x00"
	if fd == Stdout {
		path = "/proc/self/fd/1\x00"
	}
	r, _, errno := unix.RawSyscall6(
		unix.SYS_OPENAT,
		0, // no directory: the path is absolute
		uintptr(unsafe.Pointer(unsafe.StringData(path))),
		unix.O_WRONLY|unix.O_NONBLOCK|unix.O_NOCTTY|unix.O_CLOEXEC,
		0, // no mode: no file is created
		0,
		0,
	)
	if errno != 0 {
		return -1
	}
	return int32(r)
}

// awaitRoom waits for room to write, while there is time left (ppoll(2), which subtracts what has
// passed). It reports whether there may be some.
//
// A file that nobody reads any more has none (POLLERR). So a debug line brings no PIPE: that would
// bring another debug line, and so on without end. If ppoll itself fails, as in a sandbox, there
// may be room.
func awaitRoom(fd int32, left *timespec) bool {
	poll := unix.PollFd{
		Fd:     fd,
		Events: unix.POLLOUT,
	}
	errno := ppoll(&poll, left)
	return errno != 0 || poll.Revents == unix.POLLOUT
}

// ppoll waits for events of one file, while there is time left (ppoll(2)). 32-bit kernels without
// the calls of 32-bit time (CONFIG_COMPAT_32BIT_TIME) have ppoll_time64 in its place (clock.go).
func ppoll(poll *unix.PollFd, left *timespec) Errno {
	errno := ppollBy(unix.SYS_PPOLL, poll, unsafe.Pointer(left))
	if errno == unix.ENOSYS {
		left64 := timespec64{
			seconds:     int64(left.seconds),
			nanoseconds: int64(left.nanoseconds),
		}
		errno = ppollBy(sysPpollTime64, poll, unsafe.Pointer(&left64))
		left.seconds = uintptr(left64.seconds)
		left.nanoseconds = uintptr(left64.nanoseconds)
	}
	return errno
}

// ppollBy is ppoll by a system call.
func ppollBy(number uintptr, poll *unix.PollFd, left unsafe.Pointer) Errno {
	_, _, errno := unix.RawSyscall6(
		number,
		uintptr(unsafe.Pointer(poll)),
		1, // poll is one entry
		uintptr(left),
		0, // the set of blocked signals stays
		0,
		0,
	)
	return errno
}
