package supervisor

import (
	"cmp"
	"maps"
	"slices"

	"dumb-init.alt/internal/signals"
)

// What the reference knows of signals: how they pend, are held back, forwarded, and received.

// terminalStops are the signals by which a terminal stops a job.
var terminalStops = []signals.Signal{signals.TSTP, signals.TTIN, signals.TTOU}

// faults are the signals that a fault of a program brings. The kernel hands them out before others.
var faults = []signals.Signal{4, 5, 7, 8, 11, 31}

// arrive has a signal pend, unless it is a standard one that pends already. Of CONT and the
// terminal's stop signals the last counts.
func (r *reference) arrive(s sentSignal) {
	switch {
	case s.signal == signals.CONT:
		r.stopped = false
		r.discard(terminalStops...)
	case slices.Contains(terminalStops, s.signal):
		r.discard(signals.CONT)
	}
	pends := slices.ContainsFunc(r.pending, func(p sentSignal) bool { return p.signal == s.signal })
	if !pends || s.signal >= firstReal {
		r.pending = append(r.pending, s)
	}
}

// discard has signals no longer pend.
func (r *reference) discard(unwanted ...signals.Signal) {
	r.pending = slices.DeleteFunc(r.pending, func(p sentSignal) bool {
		return slices.Contains(unwanted, p.signal)
	})
}

// nextPending takes the next signal that pends: those of faults first, each kind in the order of
// the numbers, and those of one number as they came.
func (r *reference) nextPending() sentSignal {
	later := func(s signals.Signal) int {
		if slices.Contains(faults, s) {
			return int(s)
		}
		return 100 + int(s)
	}
	slices.SortStableFunc(r.pending, func(a, b sentSignal) int {
		return cmp.Compare(later(a.signal), later(b.signal))
	})
	first := r.pending[0]
	r.pending = r.pending[1:]
	return first
}

// take does what a signal asks for.
func (r *reference) take(s sentSignal) {
	_, holding := r.held[s.signal]
	delay := r.delay[s.signal]
	switch {
	case s.fromSelf:
		// We caused it: nobody else is to know.
	case s.signal == signals.CHLD:
		r.reap()
	case r.pause && (s.signal == signals.TERM || s.signal == signals.INT):
		r.over = true
	case delay > 0 && !holding:
		r.held[s.signal] = r.now + uint64(delay)*period
	default:
		delete(r.held, s.signal)
		r.release(s.signal, s.value)
	}
}

// expire does what is due first. Of what is due at the same time KILL is the last, and otherwise
// the lowest signal is the first.
func (r *reference) expire() {
	due := r.due()
	timers := r.timers()
	maps.DeleteFunc(timers, func(_ signals.Signal, at uint64) bool { return at != due })
	delete(timers, signals.KILL)
	if len(timers) == 0 {
		r.killing = 0
		receivers, _ := r.receivers()
		r.deliver(receivers, signals.KILL, 0)
		return
	}
	first := slices.Min(slices.Collect(maps.Keys(timers)))
	delete(r.held, first)
	r.release(first, 0)
}

// release forwards a signal, and stops the init if a terminal asks for that.
func (r *reference) release(signal signals.Signal, value int) {
	r.forward(signal, value)
	if slices.Contains(terminalStops, signal) && r.self != 1 {
		r.see(itself, signals.STOP, 0)
		r.stopped = true
		r.discard(signals.CONT)
	}
}

// forward rewrites a signal and delivers it. The time until KILL begins with that.
func (r *reference) forward(received signals.Signal, value int) {
	signal, ruled := r.rewrite[received]
	if !ruled {
		signal = received
		if !r.single && slices.Contains(terminalStops, received) {
			signal = signals.STOP
		}
	}
	receivers, addressed := r.receivers()
	if signal == 0 || !addressed {
		return
	}
	r.deliver(receivers, signal, value)
	if after, kills := r.kill[received]; kills {
		deadline := r.now + uint64(after)*period
		if r.killing == 0 || deadline < r.killing {
			r.killing = deadline
		}
	}
}

// receivers returns who gets signals, in order, and whether they are addressed to anyone at all. A
// process group without processes is an address.
func (r *reference) receivers() (processes []int, addressed bool) {
	for n, process := range r.living {
		switch {
		case r.all, r.single && n == 0, !r.single && process.group == 0:
			processes = append(processes, n)
		}
	}
	slices.Sort(processes)
	return processes, r.all || !r.pause && !(r.single && r.ended)
}

// deliver has processes receive a signal, and some of them decide to end. A value comes with it
// only to the command alone.
func (r *reference) deliver(processes []int, signal signals.Signal, value int) {
	if !r.single || r.all {
		value = 0
	}
	for _, n := range processes {
		r.see(n, signal, value)
		at, status := r.reaction(n, signal, r.now)
		if old, ends := r.ending[n]; at > 0 && (!ends || at < old.at) {
			r.ending[n] = death{at, status}
		}
	}
}
