package kernel

import "dumb-init.alt/internal/signals"

// Kill sends a signal to a process, to the process group -pid, or with -1 to every process.
func Kill(pid int32, signal signals.Signal) {
	w := world
	switch {
	case pid == w.Self && signal == signals.STOP:
		w.stopInit()
	case pid == w.Self:
		w.wrong("sends itself %d", signal)
	case pid == -1 && w.Self == 1:
		w.receive(signal, 0, func(*Process) bool { return true })
	case pid == -1:
		w.wrong("sends %d to the whole host", signal)
	case w.reaped[max(pid, -pid)]:
		w.wrong("sends %d to %d, which has been reaped", signal, pid)
	default:
		w.receive(signal, 0, func(p *Process) bool { return p.PID == pid || p.Group == -pid })
	}
}

// stopInit has the init stop itself until it is continued. The kernel does not stop a PID 1.
func (w *World) stopInit() {
	w.dropCONT()
	w.Received(w.now, w.Self, signals.STOP, 0)
	if w.Self == 1 {
		return
	}
	for w.stopped = true; w.stopped; {
		w.step()
	}
}

// ForwardQueued sends a process a signal, with the value of the received one.
func ForwardQueued(pid int32, signal signals.Signal, received *SignalInfo) {
	if received == nil || !received.Queued {
		Kill(pid, signal)
		return
	}
	if world.reaped[pid] {
		world.wrong("queues %d for %d, which has been reaped", signal, pid)
	}
	world.receive(signal, received.Value, func(p *Process) bool { return p.PID == pid })
}

// SignalSurvivors sends a signal to the processes left in the group of a leader that has been
// reaped. It always can.
func SignalSurvivors(leader, pidfd int32, signal signals.Signal) (sent bool) {
	if !world.reaped[leader] {
		world.wrong("takes %d, which is alive, for reaped", leader)
	}
	if pidfd != world.Pidfd {
		world.wrong("the pidfd %d is not that of %d", pidfd, leader)
	}
	world.receive(signal, 0, func(p *Process) bool { return p.Group == leader && !p.Stranger })
	return true
}

// PidfdMissesGroup is as in the real package: Linux loses none.
func PidfdMissesGroup(leader, pidfd int32) bool { return false }

// SignalChildren sends a signal to the init's children, except those in a process group, and except
// one. If there are such, they have been signalled just before, and the signal counts once.
func SignalChildren(signal signals.Signal, exceptGroup, exceptChild int32) {
	w := world
	w.receive(signal, 0, func(p *Process) bool {
		return p.Parent == w.Self && p.Group != exceptGroup && p.PID != exceptChild
	})
	if exceptGroup > 0 || exceptChild > 0 {
		w.Sent--
	}
}

// receive has the living among some processes receive a signal, and end if they react so.
func (w *World) receive(signal signals.Signal, value int, meant func(*Process) bool) {
	w.count()
	w.Sent++
	for _, p := range w.processes {
		if !meant(p) || p.zombie {
			continue
		}
		w.Received(w.now, p.PID, signal, value)
		at, status := p.React(w.now, signal)
		if at > 0 && (p.ends == 0 || at < p.ends) {
			p.ends = at
			w.At(at, func() { w.Exit(p.PID, status) })
		}
	}
}
