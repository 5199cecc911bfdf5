package kit

import (
	"os"
	"unsafe"

	"golang.org/x/sys/unix"
)

// SIQueue is the si_code of a signal that was sent by sigqueue(3) (SI_QUEUE, sigaction(2)).
const SIQueue = -1

// siginfo is the kernel's siginfo_t as rt_sigqueueinfo(2) takes it: a union follows the first three
// members, aligned as a pointer. It has 128 bytes or more.
type siginfo struct {
	signal int32
	errno  int32
	code   int32
	_      [unsafe.Sizeof(uintptr(0))/4 - 1]int32
	pid    int32
	uid    int32
	value  uintptr
	_      [12]uint64
}

// Sigqueue sends a signal with a value (sigqueue(3)). The error is EAGAIN if the queue is full.
func Sigqueue(pid, signal, value int) error {
	info := siginfo{
		signal: int32(signal),
		code:   SIQueue,
		pid:    int32(os.Getpid()),
		uid:    int32(os.Getuid()),
		value:  uintptr(value),
	}
	_, _, errno := unix.RawSyscall(
		unix.SYS_RT_SIGQUEUEINFO,
		uintptr(pid),
		uintptr(signal),
		uintptr(unsafe.Pointer(&info)),
	)
	if errno != 0 {
		return errno
	}
	return nil
}
