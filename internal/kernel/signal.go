package kernel

import (
	"dumb-init/internal/signals"
	"golang.org/x/sys/unix"
	"unsafe"
)

type SignalSet uint64 // the kernel's sigset_t: signal n is bit n-1

const None, All, AllButCHLD = SignalSet(0), ^SignalSet(0), ^SignalSet(1 << (signals.CHLD - 1))

// SignalInfo is the kernel's siginfo_t (sigaction(2)), as kill, sigqueue and an ending child fill it in.
type SignalInfo struct {
	number, _, code int32                                  // the second is si_errno
	_               [unsafe.Sizeof(uintptr(0))/4 - 1]int32 // what follows is a union, aligned as a pointer
	Sender          int32                                  // process ID in our namespace; 0 is from outside it, or the kernel
	_               uint32                                 // user ID
	value           int32                                  // si_value, or what comes first of it; of a child, si_status
	_               [108 - unsafe.Sizeof(uintptr(0))]byte
}

var _ [128]byte = [unsafe.Sizeof(SignalInfo{})]byte{} // as many as the kernel writes

const siUser, siKernel, siQueue, cldExited = 0, 0x80, -1, 1 // of si_code, asm-generic/siginfo.h

func (info *SignalInfo) Signal() signals.Signal { return signals.Signal(info.number) }

// SentBy reports whether the process sent the signal by kill(2), or had the kernel send it.
func (info *SignalInfo) SentBy(pid int32) bool { return info.code == siUser && info.Sender == pid }

// WaitSignal takes the next pending signal of the set, and sleeps until there is one (rt_sigtimedwait(2)), but
// returns EAGAIN after some milliseconds, unless they are negative.
func WaitSignal(set SignalSet, info *SignalInfo, milliseconds int32) Errno {
	limit := timespec{uintptr(uint32(milliseconds) / 1000), uintptr(uint32(milliseconds) % 1000 * 1_000_000)}
	timeout := &limit
	if milliseconds < 0 {
		timeout = nil
	}
	_, _, errno := unix.RawSyscall6(unix.SYS_RT_SIGTIMEDWAIT, uintptr(unsafe.Pointer(&set)),
		uintptr(unsafe.Pointer(info)), uintptr(unsafe.Pointer(timeout)), unsafe.Sizeof(set), 0, 0)
	return errno
}

// Kill sends a signal to a process, or to the process group -pid (kill(2)). To an init ESRCH and EPERM are no errors.
func Kill(pid int32, signal signals.Signal) { call(unix.SYS_KILL, uintptr(pid), uintptr(signal)) }

// Pass sends a process a signal with the value that a received one brought along, if it brought one
// (rt_sigqueueinfo(2)). Where the queue is full (EAGAIN) the value is given up, the signal is not.
func Pass(pid int32, signal signals.Signal, received *SignalInfo) {
	if received == nil || received.code != siQueue || queue(pid, signal, received) != 0 {
		Kill(pid, signal)
	}
}

func queue(pid int32, signal signals.Signal, info *SignalInfo) Errno {
	_, _, errno := unix.RawSyscall(unix.SYS_RT_SIGQUEUEINFO, uintptr(pid), uintptr(signal), uintptr(unsafe.Pointer(info)))
	return errno
}

// KillGroup sends a signal to what remains of the process group of a leader that has been reaped. Once that is nothing,
// strangers may get its number; a descriptor of the leader stands for the group itself (PIDFD_SIGNAL_PROCESS_GROUP,
// pidfd_send_signal(2)). Without one, or before Linux 6.9, strangers are spared as long as their leader lives.
func KillGroup(leader, descriptor int32, signal signals.Signal) {
	const processGroup = 1 << 2
	if descriptor >= 0 {
		_, _, errno := unix.RawSyscall6(unix.SYS_PIDFD_SEND_SIGNAL, uintptr(descriptor), uintptr(signal), 0, processGroup, 0, 0)
		if errno == 0 || errno == unix.ESRCH {
			return
		}
	}
	if _, errno := call(unix.SYS_KILL, uintptr(leader), 0); errno == unix.ESRCH {
		Kill(-leader, signal)
	}
}

// ResetDisposition lets a signal do what it does by default (SIG_DFL, rt_sigaction(2)).
func ResetDisposition(signal signals.Signal) Errno {
	var action [8]uintptr // longer than the kernel's struct sigaction, whose every member is to be 0
	_, _, errno := unix.RawSyscall6(unix.SYS_RT_SIGACTION, uintptr(signal), uintptr(unsafe.Pointer(&action)), 0, unsafe.Sizeof(None), 0, 0)
	return errno
}

// UnblockSignals lets every signal through to the caller (rt_sigprocmask(2)).
func UnblockSignals() Errno {
	set := None
	_, _, errno := unix.RawSyscall6(unix.SYS_RT_SIGPROCMASK, unix.SIG_SETMASK, uintptr(unsafe.Pointer(&set)), 0, unsafe.Sizeof(set), 0, 0)
	return errno
}
