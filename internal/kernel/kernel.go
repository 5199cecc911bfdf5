// Package kernel has the system calls of PID 1, typed, on golang.org/x/sys/unix. Only the entry
// points make others.
//
// Each is a RawSyscall: a Syscall would call the scheduler. All signals are blocked, so no signal
// interrupts one. Only a stop and a continue can (signal(7)), a freeze and a thaw
// (docker-pause(1)), or a tracer.
//
// The files: process.go, wait.go and children.go (processes), signal.go and send.go (signals),
// terminal.go, write.go and stream.go (output), descriptor.go, file.go, statfs_32.go and
// statfs_64.go (files), clock.go.
package kernel

import "golang.org/x/sys/unix"

// Errno is an error number of errno(3). 0 is success.
type Errno = unix.Errno

// call makes a system call that takes up to two arguments, and no pointers.
//
// It is not inlined: it has many callers, and the program would be larger.
//
//go:noinline
func call(number, a, b uintptr) (result int32, errno Errno) {
	r, _, errno := unix.RawSyscall(number, a, b, 0)
	return int32(r), errno
}
