// Package kernel is the one door to the Linux kernel: typed system calls, each a RawSyscall of
// golang.org/x/sys/unix, which neither allocates nor tells the Go runtime of it. Every signal is blocked
// before the first of them (rt0_linux_*.s) and no handler is ever installed, so that none is interrupted
// by a signal; by a stop and a continue it can be (signal(7)).
package kernel

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// Errno is an error number of errno(3); 0 is success.
type Errno = unix.Errno

// timespec is the kernel's struct timespec: two longs.
type timespec struct{ seconds, nanoseconds uintptr }

// call makes a system call that takes no pointer.
func call(number, a, b uintptr) (result int32, errno Errno) {
	r, _, errno := unix.RawSyscall(number, a, b, 0)
	return int32(r), errno
}

// Getpid, Getsid and Setsid are the system calls of their names, for the caller.
func Getpid() int32 { pid, _ := call(unix.SYS_GETPID, 0, 0); return pid }
func Getsid() int32 { sid, _ := call(unix.SYS_GETSID, 0, 0); return sid }
func Setsid() Errno { _, errno := call(unix.SYS_SETSID, 0, 0); return errno }

// LeaveTerminal gives up the controlling terminal on fd 0, and TakeTerminal makes it the session's, unless
// it is another session's (TIOCNOTTY and TIOCSCTTY, ioctl_tty(2)).
func LeaveTerminal() Errno { _, errno := call(unix.SYS_IOCTL, 0, unix.TIOCNOTTY); return errno }
func TakeTerminal() Errno  { _, errno := call(unix.SYS_IOCTL, 0, unix.TIOCSCTTY); return errno }

// Exit ends the process (exit_group(2)).
func Exit(status uint8) {
	for {
		call(unix.SYS_EXIT_GROUP, uintptr(status), 0)
	}
}

// ChdirRoot makes the root directory the working directory (chdir(2)).
func ChdirRoot() { call(unix.SYS_CHDIR, uintptr(unsafe.Pointer(&root)), 0) }

var root = [2]byte{'/'}

// CloseFrom closes every file descriptor from first up. Where close_range(2) is missing (before Linux
// 5.9) or forbidden it goes through all below the limit on open files, but not more than 65,536: some
// runtimes set a limit of a thousand million.
func CloseFrom(first uint32) {
	const most = 65536
	limit := unix.Rlimit{Cur: most}
	if _, errno := call(unix.SYS_CLOSE_RANGE, uintptr(first), uintptr(^uint32(0))); errno == 0 {
		return
	}
	unix.RawSyscall6(unix.SYS_PRLIMIT64, 0, unix.RLIMIT_NOFILE, 0, uintptr(unsafe.Pointer(&limit)), 0, 0)
	for fd := first; uint64(fd) < min(limit.Cur, most); fd++ {
		call(unix.SYS_CLOSE, uintptr(fd), 0)
	}
}

// Write writes text to a file descriptor in one call (write(2)). If that fails or would block (poll(2))
// the text is dropped: a debug line must not hold up a signal. Nor may it bring PIPE, which would kill the
// child before it is the command: poll says if nobody reads.
func Write(fd int32, text string) {
	poll := unix.PollFd{Fd: fd, Events: unix.POLLOUT}
	var now timespec
	unix.RawSyscall6(unix.SYS_PPOLL, uintptr(unsafe.Pointer(&poll)), 1, uintptr(unsafe.Pointer(&now)), 0, 0, 0)
	if poll.Revents == unix.POLLOUT {
		unix.RawSyscall(unix.SYS_WRITE, uintptr(fd), uintptr(unsafe.Pointer(unsafe.StringData(text))), uintptr(len(text)))
	}
}

// Pause sleeps for ten milliseconds (nanosleep(2)).
func Pause() {
	time := timespec{nanoseconds: 10_000_000}
	unix.RawSyscall(unix.SYS_NANOSLEEP, uintptr(unsafe.Pointer(&time)), 0, 0)
}
