package kernel

import (
	"unsafe"

	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/signals"
)

// Getpid returns the caller's process ID (getpid(2)).
func Getpid() (pid int32) {
	pid, _ = call(unix.SYS_GETPID, 0, 0)
	return pid
}

// Getppid returns the process ID of the caller's parent (getppid(2)), or 0 for one outside the PID
// namespace.
func Getppid() (pid int32) {
	pid, _ = call(unix.SYS_GETPPID, 0, 0)
	return pid
}

// Getsid returns the caller's session ID (getsid(2)).
func Getsid() (sid int32) {
	sid, _ = call(unix.SYS_GETSID, 0, 0)
	return sid
}

// InGroupOfCaller reports whether a process is in the caller's process group (getpgid(2)).
func InGroupOfCaller(pid int32) bool {
	return group(pid) == group(0)
}

// group returns the process group of a process, or with 0 that of the caller. It is negative if
// there is no such process.
func group(pid int32) (pgid int32) {
	pgid, errno := call(unix.SYS_GETPGID, uintptr(pid), 0)
	if errno != 0 {
		return -1
	}
	return pgid
}

// Setsid makes the caller the leader of a new session (setsid(2)).
func Setsid() Errno {
	_, errno := call(unix.SYS_SETSID, 0, 0)
	return errno
}

// SetChildSubreaper makes the caller the parent of its orphaned descendants (prctl(2),
// PR_SET_CHILD_SUBREAPER).
func SetChildSubreaper() Errno {
	_, errno := call(unix.SYS_PRCTL, unix.PR_SET_CHILD_SUBREAPER, 1)
	return errno
}

// SetParentDeathSignal asks for a signal to the caller when its parent dies (prctl(2),
// PR_SET_PDEATHSIG). If the parent dies during this call, the signal is sent here. For a parent
// outside the PID namespace that is not noticed: its number is 0 before and after.
func SetParentDeathSignal(signal signals.Signal) Errno {
	parent := Getppid()
	_, errno := call(unix.SYS_PRCTL, unix.PR_SET_PDEATHSIG, uintptr(signal))
	if Getppid() != parent {
		// By kill(2) it would be a signal of our own, which is not forwarded. The zero value is
		// that of a sender outside of the PID namespace.
		var info SignalInfo
		info.number = int32(signal)
		Requeue(Getpid(), &info)
	}
	return errno
}

// Exec runs a program in the caller's place (execve(2)). It returns on failure only. In memory a
// null must stand behind the last of argv and of env.
func Exec(path *byte, argv, env []*byte) Errno {
	_, _, errno := unix.RawSyscall(
		unix.SYS_EXECVE,
		uintptr(unsafe.Pointer(path)),
		uintptr(unsafe.Pointer(unsafe.SliceData(argv))),
		uintptr(unsafe.Pointer(unsafe.SliceData(env))),
	)
	return errno
}

// Exit ends the process (exit_group(2)). It never returns, even if a sandbox refuses the call.
func Exit(status uint8) {
	for {
		call(unix.SYS_EXIT_GROUP, uintptr(status), 0)
	}
}

// ChdirRoot makes the root directory the working directory (chdir(2)). Failure is no error: it only
// keeps a file system in use.
func ChdirRoot() {
	const root = "/\x00"
	unix.RawSyscall(unix.SYS_CHDIR, uintptr(unsafe.Pointer(unsafe.StringData(root))), 0, 0)
}
