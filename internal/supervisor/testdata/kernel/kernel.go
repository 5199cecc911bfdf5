// Package kernel is a simulated Linux with the interface of internal/kernel, as far as the
// supervisor needs it: a clock that jumps from one event to the next, processes that are born, end
// and are reaped, and signals that pend.
//
// The model test compiles the supervisor, unchanged, with these files in the place of those of
// internal/kernel. The go command's flag -overlay does that: it names another text for a file. So
// every system call of the supervisor comes here.
//
// The files have the names of the real ones, by subject. world.go is what the tests see: how they
// say what happens, and how they learn what the init has done.
package kernel

import "golang.org/x/sys/unix"

// Errno is as in the real package.
type Errno = unix.Errno
