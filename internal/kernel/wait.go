package kernel

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// WaitStatus is how a process ended, as wait4(2) reports it.
type WaitStatus = unix.WaitStatus

// anyChild is the process ID that stands for any child in wait4(2): -1.
const anyChild = ^uintptr(0)

// coreFlag is the bit of a WaitStatus that says that the process has dumped core.
const coreFlag = 0x80

// everyKind is __WALL: a child that clone(2) made with another exit signal than CHLD, or none, is a
// child as well. Only the program that executed us can have left one. Its end brings CHLD all the
// same, as its parent has executed another program since (do_notify_parent, kernel/signal.c).
const everyKind = unix.WALL

// Reap takes the status of one child that has ended (wait4(2)), and does not wait for one. The pid
// is 0 if no child has ended, and -1 if there is no child at all.
//
// If wait4 fails, waitid(2) is asked whether there is no child. And if a sandbox refuses wait4,
// waitid takes the status: a child whose status nobody takes is a zombie for ever.
func Reap() (pid int32, status WaitStatus) {
	var raw uint32
	child, _, errno := unix.RawSyscall6(
		unix.SYS_WAIT4,
		anyChild,
		uintptr(unsafe.Pointer(&raw)),
		unix.WNOHANG|everyKind,
		0, // struct rusage
		0,
		0,
	)
	if errno != 0 {
		return reapByWaitid(errno)
	}
	return int32(child), WaitStatus(raw)
}

// reapByWaitid is Reap by waitid(2), after wait4 has failed. If a sandbox refuses waitid, the error
// of wait4 counts.
func reapByWaitid(errno4 Errno) (pid int32, status WaitStatus) {
	var info SignalInfo // it stays zero if no child has ended
	_, _, errno := unix.RawSyscall6(
		unix.SYS_WAITID,
		unix.P_ALL,
		0, // the ID, of which P_ALL has none
		uintptr(unsafe.Pointer(&info)),
		unix.WNOHANG|unix.WEXITED|everyKind,
		0, // struct rusage
		0,
	)
	if errno == unix.ECHILD || errno != 0 && errno4 == unix.ECHILD {
		return -1, 0
	}
	status = WaitStatus(info.value & 0xff)
	switch info.code {
	case cldExited:
		status <<= 8
	case cldDumped:
		status |= coreFlag
	}
	return info.Sender, status
}

// isChild reports whether a process is a child of the caller. It takes no status.
func isChild(pid int32) bool {
	_, _, errno := unix.RawSyscall6(
		unix.SYS_WAITID,
		unix.P_PID,
		uintptr(pid),
		0, // siginfo_t
		unix.WNOHANG|unix.WEXITED|unix.WNOWAIT|everyKind,
		0, // struct rusage
		0,
	)
	return errno == 0
}
