// Package kernel is the one door to the Linux kernel: typed system calls, each a RawSyscall, of which the Go runtime
// learns nothing. As every signal is blocked, none is interrupted but by a stop and a continue (signal(7)).
package kernel

import (
	"unsafe"

	"dumb-init.alt/internal/signals"
	"golang.org/x/sys/unix"
)

type (
	Errno    = unix.Errno // an error number of errno(3); 0 is success
	timespec struct{ seconds, nanoseconds uintptr } // the kernel's, of two longs
)

// call makes a system call that takes no pointer.
func call(number, a, b uintptr) (result int32, errno Errno) {
	r, _, errno := unix.RawSyscall(number, a, b, 0)
	return int32(r), errno
}

// Getpid, Getppid, Getsid and Setsid are the system calls of their names, of the caller.
func Getpid() int32  { pid, _ := call(unix.SYS_GETPID, 0, 0); return pid }
func Getppid() int32 { pid, _ := call(unix.SYS_GETPPID, 0, 0); return pid }
func Getsid() int32  { sid, _ := call(unix.SYS_GETSID, 0, 0); return sid }
func Setsid() Errno  { _, errno := call(unix.SYS_SETSID, 0, 0); return errno }

// LeaveTerminal gives up the controlling terminal on fd 0, TakeTerminal makes it the session's (ioctl_tty(2)).
func LeaveTerminal() Errno { _, errno := call(unix.SYS_IOCTL, 0, unix.TIOCNOTTY); return errno }
func TakeTerminal() Errno  { _, errno := call(unix.SYS_IOCTL, 0, unix.TIOCSCTTY); return errno }

// AdoptOrphans makes the caller the parent of its orphaned descendants (PR_SET_CHILD_SUBREAPER, prctl(2)).
func AdoptOrphans() Errno {
	_, errno := call(unix.SYS_PRCTL, unix.PR_SET_CHILD_SUBREAPER, 1)
	return errno
}

// ParentDeathSignal asks for a signal when the caller's parent dies, or has died meanwhile (PR_SET_PDEATHSIG, prctl(2)).
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

// OpenProcess returns a file descriptor that stands for a process (pidfd_open(2)), or is negative (before Linux 5.3).
func OpenProcess(pid int32) (fd int32) { fd, _ = call(unix.SYS_PIDFD_OPEN, uintptr(pid), 0); return fd }

// Exec runs a program in the caller's place (execve(2)). A null stands behind the last of argv and of env.
func Exec(path *byte, argv, env []*byte) Errno {
	_, _, errno := unix.RawSyscall(unix.SYS_EXECVE, uintptr(unsafe.Pointer(path)),
		uintptr(unsafe.Pointer(unsafe.SliceData(argv))), uintptr(unsafe.Pointer(unsafe.SliceData(env))))
	return errno
}

type WaitStatus = unix.WaitStatus // how a process ended (wait4(2))

// Reap takes the status of one child that has ended (wait4(2)). It does not wait: the pid is 0 where none has, and -1
// where there is no child. Should wait4 fail, as in a sandbox, waitid(2) is asked: a status must not stay untaken.
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

// Exit ends the process (exit_group(2)).
func Exit(status uint8) {
	for {
		call(unix.SYS_EXIT_GROUP, uintptr(status), 0)
	}
}

// ChdirRoot makes the root directory the working directory (chdir(2)).
func ChdirRoot() { call(unix.SYS_CHDIR, uintptr(unsafe.Pointer(&root)), 0) }

var root = [2]byte{'/'}

// CloseFrom closes every file descriptor from first up. Without close_range(2) (before Linux 5.9) it goes
// through all below the limit on open files, or 65,536: some runtimes set a limit of a thousand million.
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

// Write writes text in one call (write(2)), but not where poll(2) says that it would block, or that nobody reads: a line
// must not hold up a signal, nor kill the child by PIPE before it is the command.
func Write(fd int32, text string) {
	poll := unix.PollFd{Fd: fd, Events: unix.POLLOUT}
	var now timespec
	_, _, errno := unix.RawSyscall6(unix.SYS_PPOLL, uintptr(unsafe.Pointer(&poll)), 1, uintptr(unsafe.Pointer(&now)), 0, 0, 0)
	if errno != 0 || poll.Revents == unix.POLLOUT {
		unix.RawSyscall(unix.SYS_WRITE, uintptr(fd), uintptr(unsafe.Pointer(unsafe.StringData(text))), uintptr(len(text)))
	}
}

// Now returns the milliseconds since some moment in the past (CLOCK_MONOTONIC, clock_gettime(2)).
func Now() uint64 {
	var now timespec
	unix.RawSyscall(unix.SYS_CLOCK_GETTIME, unix.CLOCK_MONOTONIC, uintptr(unsafe.Pointer(&now)), 0)
	return uint64(now.seconds)*1000 + uint64(now.nanoseconds/1_000_000)
}

// Pause sleeps for ten milliseconds (nanosleep(2)).
func Pause() {
	time := timespec{nanoseconds: 10_000_000}
	unix.RawSyscall(unix.SYS_NANOSLEEP, uintptr(unsafe.Pointer(&time)), 0, 0)
}

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

// WaitSignal takes the next pending signal of the set (rt_sigtimedwait(2)). It sleeps until there is one, or returns
// EAGAIN after some milliseconds, unless they are negative.
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
