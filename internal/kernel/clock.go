package kernel

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// timespec is the kernel's struct timespec, of two longs.
type timespec struct {
	seconds     uintptr
	nanoseconds uintptr
}

// timespec64 is the kernel's struct __kernel_timespec. On 64-bit architectures it is the same.
type timespec64 struct {
	seconds     int64
	nanoseconds int64
}

// The system calls of 32-bit architectures that take a timespec64, since Linux 5.1
// (include/uapi/asm-generic/unistd.h). A kernel may lack the older ones, and answers ENOSYS: then
// these take their place. 64-bit architectures have no call of these numbers: the kernel answers
// ENOSYS again.
const (
	sysClockGettime64       = 403
	sysClockNanosleepTime64 = 407
	sysPpollTime64          = 414
	sysRtSigtimedwaitTime64 = 421
)

// Now returns the milliseconds since some moment in the past (clock_gettime(2), CLOCK_MONOTONIC). A
// clock that cannot be read stands at 0.
func Now() (milliseconds uint64) {
	var now timespec
	_, _, errno := unix.RawSyscall(
		unix.SYS_CLOCK_GETTIME,
		unix.CLOCK_MONOTONIC,
		uintptr(unsafe.Pointer(&now)),
		0,
	)
	if errno != unix.ENOSYS {
		return uint64(now.seconds)*1000 + uint64(now.nanoseconds/1_000_000)
	}
	var now64 timespec64
	unix.RawSyscall(
		sysClockGettime64,
		unix.CLOCK_MONOTONIC,
		uintptr(unsafe.Pointer(&now64)),
		0,
	)
	return uint64(now64.seconds)*1000 + uint64(now64.nanoseconds/1_000_000)
}

// Backoff sleeps for ten milliseconds (nanosleep(2)), so that a system call that always fails costs
// no processor.
func Backoff() {
	const tenMilliseconds = 10_000_000
	time := timespec{nanoseconds: tenMilliseconds}
	_, _, errno := unix.RawSyscall(unix.SYS_NANOSLEEP, uintptr(unsafe.Pointer(&time)), 0, 0)
	if errno != unix.ENOSYS {
		return
	}
	time64 := timespec64{nanoseconds: tenMilliseconds}
	unix.RawSyscall6(
		sysClockNanosleepTime64,
		unix.CLOCK_MONOTONIC,
		0, // relative
		uintptr(unsafe.Pointer(&time64)),
		0, // the rest of the time, after a signal
		0,
		0,
	)
}
