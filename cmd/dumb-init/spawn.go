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

// spawn makes a child that becomes the command, and returns its process ID or a negative error
// number.
//
// Why the child may use its parent's stack: the parent sleeps meanwhile, and the child uses only
// what lies below spawn's frame, which the parent does not use yet. Two things above could be
// overwritten. One is vfork's return address, as vfork has returned once already when the child
// calls Become: vfork keeps it in a register. The other is spawn's own frame: after vfork the
// parent uses nothing of it but the result. So spawn never returns in the child, and is not
// inlined: in its caller's frame the compiler might keep more.
//
//go:noinline
func spawn(command *process.Command) (pid int) {
	pid = vfork()
	if pid == 0 {
		kernel.Exit(process.Become(command))
	}
	return pid
}
