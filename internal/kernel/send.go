package kernel

import (
	"unsafe"

	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/signals"
)

// Kill sends a signal to a process, to the process group -pid, or with -1 to every process
// (kill(2)). An error changes nothing for an init: a process that has ended needs no signal
// (ESRCH), and one of another user does not take it (EPERM).
//
// It is not inlined: it has many callers, and the program would be larger.
//
//go:noinline
func Kill(pid int32, signal signals.Signal) {
	call(unix.SYS_KILL, uintptr(pid), uintptr(signal))
}

// ForwardQueued sends a signal to a process. If the received one was sent by sigqueue(3), its value
// goes with it (rt_sigqueueinfo(2)). If the queue is full (EAGAIN) the value is lost, the signal is
// not.
func ForwardQueued(pid int32, signal signals.Signal, received *SignalInfo) {
	if received == nil || received.code != siQueue || queue(pid, signal, received) != 0 {
		Kill(pid, signal)
	}
}

// queue sends a signal to a process with a siginfo_t (rt_sigqueueinfo(2)). To others than the
// caller the kernel allows a negative si_code only.
func queue(pid int32, signal signals.Signal, info *SignalInfo) Errno {
	_, _, errno := unix.RawSyscall(
		unix.SYS_RT_SIGQUEUEINFO,
		uintptr(pid),
		uintptr(signal),
		uintptr(unsafe.Pointer(info)),
	)
	return errno
}

// Requeue has a signal that was taken pend again, for the caller, whose process ID is self. Its
// siginfo_t stays as it was (rt_sigqueueinfo(2)).
func Requeue(self int32, info *SignalInfo) {
	queue(self, info.Signal(), info)
}

// SignalSurvivors sends a signal to the processes left in the process group of a leader that has
// been reaped, and reports whether it could.
//
// When the group is empty, its number may become that of strangers. A pidfd of the leader stands
// for the group itself and not for its number (pidfd_send_signal(2), PIDFD_SIGNAL_PROCESS_GROUP).
// If there is no pidfd, or before Linux 6.9, the number is used unless a process has it: then the
// group is a stranger's. This cannot tell ours from a stranger's group whose leader has ended.
func SignalSurvivors(leader, pidfd int32, signal signals.Signal) (sent bool) {
	if pidfd >= 0 {
		errno := signalGroup(pidfd, signal)
		if errno == 0 || errno == unix.ESRCH {
			return errno == 0 // if not, the group is empty, and its number may be another's
		}
	}
	if _, errno := call(unix.SYS_KILL, uintptr(leader), 0); errno != unix.ESRCH {
		return false
	}
	Kill(-leader, signal)
	return true
}

// signalGroup sends a signal to the process group of a leader, by a pidfd of the leader. Signal 0
// is not sent: it only finds out whether there is such a group.
func signalGroup(pidfd int32, signal signals.Signal) Errno {
	const processGroup = 1 << 2 // PIDFD_SIGNAL_PROCESS_GROUP
	_, _, errno := unix.RawSyscall6(
		unix.SYS_PIDFD_SEND_SIGNAL,
		uintptr(pidfd),
		uintptr(signal),
		0, // siginfo_t: that of kill(2)
		processGroup,
		0,
		0,
	)
	return errno
}

// PidfdMissesGroup reports whether a pidfd fails to reach the group of a leader that has just been
// reaped, although the group exists. gVisor answers ESRCH. As long as there is a process in the
// group, its number is not given to others.
func PidfdMissesGroup(leader, pidfd int32) bool {
	if signalGroup(pidfd, 0) != unix.ESRCH {
		return false
	}
	_, errno := call(unix.SYS_KILL, uintptr(-leader), 0)
	return errno != unix.ESRCH
}
