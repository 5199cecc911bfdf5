package main

import (
	"dumb-init.alt/internal/kernel"
	"dumb-init.alt/internal/process"
)

// vfork makes a child process (clone(2), with CLONE_VFORK and CLONE_VM). In the child it returns 0,
// in the parent the child's process ID or a negative error number.
//
// Nothing is copied: the child runs in its parent's memory, on the same stack. The parent sleeps
// until the child has called execve or exited.
func vfork() (pid int)

// spawn makes a child that becomes the command. It returns the child's process ID, or a negative
// error number.
//
// Why the child may use its parent's stack: the parent sleeps meanwhile. The child overwrites what
// lies below spawn's frame. vfork's return address would lie there, so vfork keeps it in a
// register. The child may also overwrite parts of spawn's frame: the arguments of its calls lie
// there. When the parent wakes up, it reads the result of vfork, which it writes itself, and the
// return address and the frame pointer of its caller, which no compiled code overwrites. So spawn
// must not return in the child, and must do nothing else after vfork. It is not inlined. Inlined,
// its frame would be part of its caller's.
//
//go:noinline
func spawn(command *process.Command) (pid int) {
	pid = vfork()
	if pid == 0 {
		kernel.Exit(process.Become(command))
	}
	return pid
}
