package kernel

import (
	"cmp"
	"slices"

	"dumb-init.alt/internal/signals"
)

// Process is a process other than the init.
type Process struct {
	PID      int32
	Parent   int32 // 0 is one outside of the namespace
	Group    int32
	Stranger bool // has taken over the process ID of another that was reaped

	// React says when the process ends, having received a signal, and how. The time is 0 if it does
	// not.
	React func(now uint64, signal signals.Signal) (at uint64, status WaitStatus)

	zombie bool
	status WaitStatus // of a zombie
	ends   uint64     // when it has decided to end; 0 if it has not
}

// InGroupOfCaller is as in the real package: with -c, no command here leaves the init's group.
func InGroupOfCaller(int32) bool { return true }

// Find returns a process that is alive, or nil.
func (w *World) Find(pid int32) *Process {
	for _, p := range w.processes {
		if p.PID == pid && !p.zombie {
			return p
		}
	}
	return nil
}

// Add adds a process.
func (w *World) Add(p *Process) {
	w.processes = append(w.processes, p)
	slices.SortFunc(w.processes, func(a, b *Process) int { return cmp.Compare(a.PID, b.PID) })
}

// Exit ends a process, if it is alive. The init gets CHLD if that, or an orphan that has ended, is
// its child.
func (w *World) Exit(pid int32, status WaitStatus) {
	p := w.Find(pid)
	if p == nil {
		return
	}
	p.zombie = true
	p.status = status
	heir := int32(0)
	if w.Adopts {
		heir = w.Self
	}
	tell := p.Parent == w.Self
	for _, child := range w.processes {
		if child.Parent == pid {
			child.Parent = heir
			tell = tell || child.zombie && w.Adopts
		}
	}
	// A parent outside reaps at once.
	w.processes = slices.DeleteFunc(w.processes, func(p *Process) bool {
		return p.zombie && p.Parent == 0
	})
	if tell {
		w.Send(SignalInfo{Number: signals.CHLD, Sender: pid})
	}
}
