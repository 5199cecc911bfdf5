package kernel

import (
	"slices"

	"golang.org/x/sys/unix"
)

// WaitStatus is as in the real package.
type WaitStatus = unix.WaitStatus

// Reap takes the status of a child that has ended. The pid is 0 if no child has, and -1 if there is
// none.
func Reap() (pid int32, status WaitStatus) {
	w := world
	w.taking()
	pid = -1
	found := -1
	for i, p := range w.processes {
		if p.Parent != w.Self {
			continue
		}
		pid = 0
		if p.zombie && (found < 0 || w.YoungestFirst) {
			found = i
		}
	}
	if found < 0 {
		return pid, 0
	}
	p := w.processes[found]
	w.processes = slices.Delete(w.processes, found, found+1)
	if w.reaped[p.PID] && !p.Stranger {
		w.wrong("reaps %d twice", p.PID)
	}
	w.reaped[p.PID] = true
	return p.PID, p.status
}
