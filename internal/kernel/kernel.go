// Package kernel is the one door to the Linux kernel: typed system calls on golang.org/x/sys/unix.
// Each is a RawSyscall, of which the Go runtime learns nothing. All signals are blocked, so no
// signal interrupts one; only a stop and a continue can (signal(7)), or a tracer.
//
// The files: process.go and wait.go (processes), signal.go and send.go (signals), terminal.go,
// descriptor.go and clock.go.
package kernel

import "golang.org/x/sys/unix"

// Errno is an error number of errno(3). 0 is success.
type Errno = unix.Errno

// call makes a system call of two arguments at most, none of which is a pointer.
func call(number, a, b uintptr) (result int32, errno Errno) {
	r, _, errno := unix.RawSyscall(number, a, b, 0)
	return int32(r), errno
}
