package supervisor

import (
	"cmp"
	"maps"
	"slices"

	"dumb-init.alt/internal/signals"
)

// What the reference knows of signals: how they pend, are held back, and when they are due.

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
	case s.typed && r.reachesCommand(s.signal):
		r.hurry(s.signal, holding)
		r.follow(s.signal, s.signal)
		r.suspend(s.signal)
	case delay > 0 && !holding && !r.hurried[s.signal]:
		r.held[s.signal] = r.now + uint64(delay)*period
	default:
		r.hurry(s.signal, holding)
		r.release(s.signal, s.value)
	}
}

// hurry ends the delay of a signal that was held, for ever.
func (r *reference) hurry(signal signals.Signal, holding bool) {
	delete(r.held, signal)
	r.hurried[signal] = r.hurried[signal] || holding
}

// reachesCommand reports whether a key typed on the terminal sends the command what the init would
// send it.
func (r *reference) reachesCommand(signal signals.Signal) bool {
	to, ruled := r.rewrite[signal]
	same := !ruled || to == signal
	return same && r.single && !r.all && !r.ended && !r.pause
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
		r.killAll()
		return
	}
	first := slices.Min(slices.Collect(maps.Keys(timers)))
	if first == signals.STOP {
		r.giveUp()
		return
	}
	delete(r.held, first)
	r.release(first, 0)
}

// killAll kills: with an init that waits for all, everyone. Five seconds later it waits no more.
func (r *reference) killAll() {
	receivers, _ := r.receivers()
	if r.waits() {
		r.merciless = true
		receivers = r.everyone()
	}
	r.deliver(receivers, signals.KILL, 0)
	if deadline := r.now + 5000; !r.pause && (r.givenUp == 0 || deadline < r.givenUp) {
		r.givenUp = deadline
	}
}

// giveUp has the init exit whatever is left. A command that KILL has not ended counts as killed.
func (r *reference) giveUp() {
	r.over = true
	if !r.ended {
		r.code = 128 + int(signals.KILL)
	}
}
