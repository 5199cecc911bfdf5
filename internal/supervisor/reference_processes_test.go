package supervisor

import (
	"maps"
	"slices"

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
	again := false // a child was reaped after KILL was sent
	for _, n := range r.deadInOrder() {
		process := r.dead[n]
		if process.parent != adopter {
			continue
		}
		delete(r.dead, n)
		again = again || r.merciless
		code := exitCodeOf(process.status)
		switch {
		case n == 0:
			r.code = code
			r.endCommand()
		case r.alone && code != 0:
			r.code = code
		}
		if r.ended && !r.waits() {
			r.over = true
			return
		}
		for r.due() <= r.now && !r.over {
			r.expire()
		}
	}
	if r.over {
		return
	}
	r.over = r.ended && !r.hasChildren()
	if again && r.hasChildren() {
		r.deliver(r.everyone(), signals.KILL, 0)
	}
}

// deadInOrder returns the dead in the order in which the kernel hands them out.
func (r *reference) deadInOrder() []int {
	order := slices.Sorted(maps.Keys(r.dead))
	if r.youngestFirst {
		slices.Reverse(order)
	}
	return order
}

// endCommand has follow what follows when the command ends.
func (r *reference) endCommand() {
	r.ended = true
	r.alone = r.background && r.code == 0
	_, addressed := r.receivers()
	if !addressed && r.waits() {
		r.startKilling(signals.TERM)
	}
	if r.alone || !addressed || r.wait && r.told {
		return
	}
	delete(r.held, signals.TERM)
	r.forward(signals.TERM, 0)
}

// waits reports whether the init waits for others than the command.
func (r *reference) waits() bool { return !r.pause && (r.wait || r.alone) }

// exitCodeOf returns the code of a status of wait4(2).
func exitCodeOf(status int) int {
	if signal := status & 0x7f; signal != 0 {
		return 128 + signal
	}
	return status >> 8
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
