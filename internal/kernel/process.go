package kernel

import (
	"unsafe"

	"golang.org/x/sys/unix"

	"dumb-init/internal/signals"
)

// Fork makes a child process, in which it returns 0. The parent sleeps until the child has called execve
// or exited (CLONE_VFORK, clone(2)), but each has memory of its own, so that the child may return and
// call as it likes.
func Fork() (pid int32, errno Errno) {
	return call(unix.SYS_CLONE, unix.CLONE_VFORK|uintptr(unix.SIGCHLD), 0)
}

// AdoptOrphans makes the caller the parent of its orphaned descendants, as PID 1 is of all
// (PR_SET_CHILD_SUBREAPER, prctl(2)).
func AdoptOrphans() Errno {
	_, errno := call(unix.SYS_PRCTL, unix.PR_SET_CHILD_SUBREAPER, 1)
	return errno
}

// ParentDeathSignal has the kernel send the caller a signal when its parent dies (PR_SET_PDEATHSIG,
// prctl(2)). If the parent has died meanwhile, the signal comes at once.
func ParentDeathSignal(signal signals.Signal) Errno {
	parent := Getppid()
	_, errno := call(unix.SYS_PRCTL, unix.PR_SET_PDEATHSIG, uintptr(signal))
	if Getppid() != parent {
		var info SignalInfo
		info.code = siKernel // not our own, which would not be forwarded
		queue(Getpid(), signal, &info)
	}
	return errno
}

// OpenProcess returns a file descriptor that stands for a process, and a number that no other process can
// take over (pidfd_open(2)); -1 where the kernel cannot (before Linux 5.3).
func OpenProcess(pid int32) (fd int32) {
	fd, errno := call(unix.SYS_PIDFD_OPEN, uintptr(pid), 0)
	if errno != 0 {
		return -1
	}
	return fd
}

// Exec runs a program in the caller's place (execve(2)); it returns only on failure. A null stands
// behind the last entry of argv and of env.
func Exec(path *byte, argv, env []*byte) Errno {
	_, _, errno := unix.RawSyscall(unix.SYS_EXECVE, uintptr(unsafe.Pointer(path)),
		uintptr(unsafe.Pointer(unsafe.SliceData(argv))), uintptr(unsafe.Pointer(unsafe.SliceData(env))))
	return errno
}

// WaitStatus is how a process ended, as wait4(2) reports it.
type WaitStatus = unix.WaitStatus

// Reap takes the status of one child that has ended (wait4(2)). It does not wait: the pid is 0 where none
// has, and -1 where there is no child.
//
// Should wait4 fail, waitid(2) is asked as well: a sandbox may forbid one of them, and a status that is
// never taken would leave a container running whose command is dead.
func Reap() (pid int32, status WaitStatus) {
	var raw uint32
	child, _, errno := unix.RawSyscall6(unix.SYS_WAIT4, ^uintptr(0), uintptr(unsafe.Pointer(&raw)), unix.WNOHANG, 0, 0, 0)
	if errno == 0 {
		return int32(child), WaitStatus(raw)
	}
	var info SignalInfo // stays zero where there is none
	_, _, errno = unix.RawSyscall6(unix.SYS_WAITID, unix.P_ALL, 0, uintptr(unsafe.Pointer(&info)), unix.WNOHANG|unix.WEXITED, 0, 0)
	if errno == unix.ECHILD {
		return -1, 0
	}
	status = WaitStatus(info.value & 0xff)
	if info.code == cldExited {
		status <<= 8
	}
	return info.Sender, status
}
