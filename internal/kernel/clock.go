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

// Now returns the milliseconds since some moment in the past (clock_gettime(2), CLOCK_MONOTONIC). A
// clock that cannot be read stands at 0.
func Now() (milliseconds uint64) {
	var now timespec
	unix.RawSyscall(
		unix.SYS_CLOCK_GETTIME,
		unix.CLOCK_MONOTONIC,
		uintptr(unsafe.Pointer(&now)),
		0,
	)
	return uint64(now.seconds)*1000 + uint64(now.nanoseconds/1_000_000)
}

// Backoff sleeps for ten milliseconds (nanosleep(2)), so that a system call that always fails costs
// no processor.
func Backoff() {
	time := timespec{nanoseconds: 10_000_000}
	unix.RawSyscall(unix.SYS_NANOSLEEP, uintptr(unsafe.Pointer(&time)), 0, 0)
}
