package kernel

import (
	"unsafe"

	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/signals"
)

const pointerSize = unsafe.Sizeof(uintptr(0))

// SignalInfo is the kernel's siginfo_t (sigaction(2)), as kill(2), sigqueue(3) and an ending child
// fill it in.
type SignalInfo struct {
	number int32
	_      int32 // si_errno
	code   int32
	_      [pointerSize/4 - 1]int32 // a union follows, which is aligned as a pointer is

	// Sender is a process ID in our PID namespace. It is 0 if the kernel sent the signal, or a
	// process outside of the namespace.
	Sender int32
	_      uint32 // the sender's user ID
	value  int32  // si_value or its first half; of a child, si_status
	_      [108 - pointerSize]byte
}

// SignalInfo has as many bytes as the kernel writes.
var _ [128]byte = [unsafe.Sizeof(SignalInfo{})]byte{}

// Values of si_code (asm-generic/siginfo.h).
const (
	siUser    = 0    // by kill(2), or by the kernel in the name of a process
	siKernel  = 0x80 // by the kernel, as for a key that is typed on a terminal
	siQueue   = -1   // by sigqueue(3)
	cldExited = 1    // of CHLD: the child has exited, and was not killed
	cldDumped = 3    // of CHLD: the child was killed, and has dumped core
)

// Signal returns which signal it is.
func (info *SignalInfo) Signal() signals.Signal { return signals.Signal(info.number) }

// SentBy reports whether the process sent the signal by kill(2), or had the kernel send it.
func (info *SignalInfo) SentBy(pid int32) bool { return info.code == siUser && info.Sender == pid }

// SentByKernel reports whether the kernel sent the signal in no process's name. Keys that are typed
// on a terminal, and a change of its size, do that (isig, drivers/tty/n_tty.c).
func (info *SignalInfo) SentByKernel() bool { return info.code == siKernel }

// SentFromOutside reports whether the signal was sent by kill(2) from outside of the PID namespace.
func (info *SignalInfo) SentFromOutside() bool { return info.code == siUser && info.Sender == 0 }

// WaitSignal takes the next pending signal of the set, in the kernel's order (rt_sigtimedwait(2)).
// It sleeps until there is one, or until so many milliseconds have passed: then it returns EAGAIN.
// If the milliseconds are negative, there is no such limit. It returns 0 only if there is a signal.
func WaitSignal(set signals.Set, info *SignalInfo, milliseconds int32) Errno {
	seconds := uint32(milliseconds) / 1000
	nanoseconds := uint32(milliseconds) % 1000 * 1_000_000
	limit := timespec{
		seconds:     uintptr(seconds),
		nanoseconds: uintptr(nanoseconds),
	}
	timeout := unsafe.Pointer(&limit)
	if milliseconds < 0 {
		timeout = nil
	}
	errno := waitSignal(unix.SYS_RT_SIGTIMEDWAIT, set, info, timeout)
	if errno != unix.ENOSYS {
		return errno
	}
	limit64 := timespec64{
		seconds:     int64(seconds),
		nanoseconds: int64(nanoseconds),
	}
	timeout = unsafe.Pointer(&limit64)
	if milliseconds < 0 {
		timeout = nil
	}
	return waitSignal(sysRtSigtimedwaitTime64, set, info, timeout)
}

// waitSignal is WaitSignal by the system call of a number. The type of timeout depends on that.
func waitSignal(number uintptr, set signals.Set, info *SignalInfo, timeout unsafe.Pointer) Errno {
	signal, _, errno := unix.RawSyscall6(
		number,
		uintptr(unsafe.Pointer(&set)),
		uintptr(unsafe.Pointer(info)),
		uintptr(timeout),
		unsafe.Sizeof(set),
		0,
		0,
	)
	if errno == 0 && signal == 0 {
		return unix.EINVAL // a broken sandbox: info has not been written
	}
	return errno
}

// CanWaitSignal returns what keeps WaitSignal from working: a sandbox may refuse it. It returns 0
// if nothing does.
func CanWaitSignal() Errno {
	var info SignalInfo
	errno := WaitSignal(0, &info, 0)
	if errno == unix.EAGAIN || errno == unix.EINTR {
		return 0 // the set is empty, so the call times out at once
	}
	return errno
}

// Pending reports whether a signal is pending (rt_sigpending(2)).
func Pending(signal signals.Signal) bool {
	var set signals.Set
	unix.RawSyscall(
		unix.SYS_RT_SIGPENDING,
		uintptr(unsafe.Pointer(&set)),
		unsafe.Sizeof(set),
		0,
	)
	return set.Has(signal)
}

// ResetDisposition lets a signal do what it does by default (rt_sigaction(2), SIG_DFL).
func ResetDisposition(signal signals.Signal) Errno {
	// The kernel's struct sigaction differs between architectures. Each is shorter than this, and
	// with SIG_DFL every member is 0.
	var action [8]uintptr
	_, _, errno := unix.RawSyscall6(
		unix.SYS_RT_SIGACTION,
		uintptr(signal),
		uintptr(unsafe.Pointer(&action)),
		0, // the old action
		unsafe.Sizeof(signals.Every),
		0,
		0,
	)
	return errno
}

// UnblockSignals lets every signal through to the caller (rt_sigprocmask(2)).
func UnblockSignals() Errno { return setBlocked(0) }

// BlockSignals keeps every signal that can be blocked from the caller (rt_sigprocmask(2)).
func BlockSignals() Errno { return setBlocked(signals.Every) }

// setBlocked makes a set the set of blocked signals (rt_sigprocmask(2)).
func setBlocked(set signals.Set) Errno {
	_, _, errno := unix.RawSyscall6(
		unix.SYS_RT_SIGPROCMASK,
		unix.SIG_SETMASK,
		uintptr(unsafe.Pointer(&set)),
		0, // the old set
		unsafe.Sizeof(set),
		0,
		0,
	)
	return errno
}
