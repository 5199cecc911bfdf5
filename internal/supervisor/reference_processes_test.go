package supervisor

import (
	"maps"

	"dumb-init.alt/internal/signals"
)

// What the reference knows of processes: how they begin, end, and are reaped.

// fork has a process begin. Nothing happens if its parent is not there.
func (r *reference) fork(f *fork) {
	parent := r.living[f.by]
	child := &procState{}
	switch {
	case f.by == fromElsewhere && r.adopts():
		child.parent = adopter
		child.group = f.process
	case parent != nil:
		child.parent = f.by
		child.group = parent.group
		if f.session {
			child.group = f.process
		}
		if f.orphan {
			child.parent = r.heir()
		}
	default:
		return
	}
	r.living[f.process] = child
	r.born[f.process] = r.now
}

// heir returns who becomes the parent of orphans.
func (r *reference) heir() int {
	if r.adopts() {
		return adopter
	}
	return outside
}

// exit ends a process, if it lives. If there is a child to reap then, CHLD says so.
func (r *reference) exit(n, status int) {
	process := r.living[n]
	if process == nil {
		return
	}
	delete(r.living, n)
	delete(r.ending, n)
	process.status = status
	r.dead[n] = process
	r.died[n] = r.now
	news := process.parent == adopter
	for _, orphan := range r.living {
		if orphan.parent == n {
			orphan.parent = r.heir()
		}
	}
	for _, orphan := range r.dead {
		if orphan.parent == n {
			orphan.parent = r.heir()
			news = news || r.adopts()
		}
	}
	if news {
		r.arrive(sentSignal{signal: signals.CHLD})
	}
}

// reap takes all children that are dead. If the command is among them, those left in its group are
// to end.
func (r *reference) reap() {
	command := r.dead[0]
	maps.DeleteFunc(r.dead, func(_ int, p *procState) bool { return p.parent == adopter })
	if command != nil {
		r.ended = true
		r.status = r.exitStatus(command.status)
		if !r.single || r.all {
			r.forward(signals.TERM, 0)
		}
	}
	r.over = r.ended && !(r.wait && r.hasChildren())
}

// exitStatus returns what to exit with when the command has ended with a status of wait4(2).
func (r *reference) exitStatus(status int) int {
	code := status >> 8
	if signal := status & 0x7f; signal != 0 {
		code = 128 + signal
	}
	if to, mapped := r.exits[code]; mapped {
		return to
	}
	return code
}

// hasChildren reports whether the init has children that live.
func (r *reference) hasChildren() bool {
	for _, process := range r.living {
		if process.parent == adopter {
			return true
		}
	}
	return false
}
