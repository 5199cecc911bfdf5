package kernel

import (
	"slices"

	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/signals"
)

// SignalInfo says which signal it is, and where it comes from.
type SignalInfo struct {
	Number signals.Signal
	Sender int32
	Killed bool // sent by kill(2)
	Typed  bool // sent by the kernel, as for a key of a terminal
	Queued bool // sent by sigqueue(3), with a value
	Value  int
}

// Signal is as in the real package.
func (info *SignalInfo) Signal() signals.Signal { return info.Number }

// SentBy is as in the real package.
func (info *SignalInfo) SentBy(pid int32) bool { return info.Killed && info.Sender == pid }

// SentByKernel is as in the real package.
func (info *SignalInfo) SentByKernel() bool { return info.Typed }

// Pending is as in the real package.
func Pending(signal signals.Signal) bool {
	return slices.ContainsFunc(world.pending, func(p SignalInfo) bool { return p.Number == signal })
}

// Send sends the init a signal. A standard signal pends only once. Those that stop a process and
// CONT undo each other.
func (w *World) Send(info SignalInfo) {
	stops := func(s signals.Signal) bool { return s >= signals.STOP && s <= signals.TTOU }
	switch {
	case info.Number == signals.CONT:
		w.drop(stops)
		w.stopped = false
	case stops(info.Number):
		w.dropCONT()
	}
	for _, p := range w.pending {
		if p.Number == info.Number && p.Number < 32 {
			return
		}
	}
	w.pending = append(w.pending, info)
}

func (w *World) drop(which func(signals.Signal) bool) {
	w.pending = slices.DeleteFunc(w.pending, func(p SignalInfo) bool { return which(p.Number) })
}

func (w *World) dropCONT() {
	w.drop(func(s signals.Signal) bool { return s == signals.CONT })
}

// synchronous are the signals that a fault of the process may bring: ILL, TRAP, BUS, FPE, SEGV and
// SYS. The kernel hands them out before others (SYNCHRONOUS_MASK, kernel/signal.c).
var synchronous = []signals.Signal{4, 5, 7, 8, 11, 31}

// place is a signal's place in the order in which the kernel hands out those that pend.
func place(s signals.Signal) int {
	if slices.Contains(synchronous, s) {
		return int(s) - signals.Count
	}
	return int(s)
}

// take takes the pending signal of a set that the kernel hands out first.
func (w *World) take(set signals.Set, info *SignalInfo) (taken bool) {
	best := -1
	for i, p := range w.pending {
		if !set.Has(p.Number) {
			continue
		}
		if best < 0 || place(p.Number) < place(w.pending[best].Number) {
			best = i
		}
	}
	if best < 0 {
		return false
	}
	*info = w.pending[best]
	w.pending = slices.Delete(w.pending, best, best+1)
	return true
}

// WaitSignal takes a signal, or sleeps until there is one or the time is over.
func WaitSignal(set signals.Set, info *SignalInfo, milliseconds int32) Errno {
	const day = 24 * 60 * 60 * 1000 // the longest time that an option takes
	w := world
	w.taking()
	w.Waits++
	if w.Refusal != 0 {
		return w.Refusal
	}
	if w.take(set, info) {
		return 0
	}
	if milliseconds == 0 {
		if set == signals.Every {
			w.wrong("polls for a signal")
		}
		return unix.EAGAIN
	}
	if milliseconds > day {
		w.wrong("sleeps for %d ms, though no timer runs so long", milliseconds)
	}
	return w.sleep(set, info, milliseconds)
}

// sleep lets events happen until one brings a signal or an error, or until the time is over.
func (w *World) sleep(set signals.Set, info *SignalInfo, milliseconds int32) Errno {
	end := w.now + uint64(milliseconds)
	for {
		if w.take(set, info) {
			return 0
		}
		if errno := w.fault; errno != 0 {
			w.fault = 0
			return errno
		}
		if milliseconds > 0 && (len(w.events) == 0 || w.events[0].at > end) {
			w.now = end
			w.WokenByTimer(end)
			return unix.EAGAIN
		}
		w.step()
	}
}
