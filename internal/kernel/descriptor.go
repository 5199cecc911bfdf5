package kernel

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// File descriptors that every program begins with.
const (
	Stdout = 1
	Stderr = 2
)

// FirstInherited is the first file descriptor that is not a standard stream.
const FirstInherited = 3

// PidfdOpen returns a file descriptor that stands for a process (pidfd_open(2)). It is negative if
// there is none, as before Linux 5.3.
func PidfdOpen(pid int32) (pidfd int32) {
	pidfd, _ = call(unix.SYS_PIDFD_OPEN, uintptr(pid), 0)
	return pidfd
}

// CloseFrom closes every file descriptor from first up (close_range(2)). Before Linux 5.9 it closes
// one after the other.
func CloseFrom(first uint32) {
	const last = uintptr(^uint32(0))
	if _, errno := call(unix.SYS_CLOSE_RANGE, uintptr(first), last); errno != 0 {
		closeOneByOne(first)
	}
}

// closeOneByOne closes the file descriptors from first up to the limit on open files (prlimit(2)).
// Those above stay open: the limit may have been lowered since.
// It stops at 65,536: some runtimes set a limit of a thousand million (2^30).
func closeOneByOne(first uint32) {
	const most = 65536
	limit := unix.Rlimit{Cur: most}
	unix.RawSyscall6(
		unix.SYS_PRLIMIT64,
		0, // the caller
		unix.RLIMIT_NOFILE,
		0, // no new limit
		uintptr(unsafe.Pointer(&limit)),
		0,
		0,
	)
	for fd := first; uint64(fd) < min(limit.Cur, most); fd++ {
		call(unix.SYS_CLOSE, uintptr(fd), 0)
	}
}
