package kernel

import (
	"unsafe"

	"dumb-init.alt/internal/signals"
)

// SignalChildren sends a signal to each child of the caller, except those in a process group, and
// except one. Both are -1 for none: a group whose leader is outside of the PID namespace has the
// number 0.
//
// The file children of proc(5) names the children. Nothing is sent without /proc, or if the kernel
// was built without CONFIG_PROC_CHILDREN.
//
// The file may leave out a child if another ends meanwhile. And /proc may be that of another PID
// namespace, with other numbers. So the kernel is asked of each number whether it is a child's. A
// child keeps its number until we take its status.
//
// It is not inlined. Inlined, its buffer would lie on the stack even if it is not called.
//
//go:noinline
func SignalChildren(signal signals.Signal, exceptGroup, exceptChild int32) {
	const path = "/proc/thread-self/children\x00"
	file := Open(unsafe.StringData(path))
	if file < 0 {
		return
	}
	pid := int32(0)
	var buffer [512]byte
	for {
		piece := Read(file, buffer[:])
		if len(piece) == 0 {
			break
		}
		// A blank follows each number. A piece may end within a number.
		for _, c := range piece {
			if digit := c - '0'; digit <= 9 {
				pid = pid*10 + int32(digit)
				continue
			}
			if pid > 0 && pid != exceptChild && isChild(pid) && group(pid) != exceptGroup {
				Kill(pid, signal)
			}
			pid = 0
		}
	}
	Close(file)
}
