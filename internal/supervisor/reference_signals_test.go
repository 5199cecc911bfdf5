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

// release forwards a signal, and stops the init if a terminal asks for that.
func (r *reference) release(signal signals.Signal, value int) {
	r.forward(signal, value)
	r.suspend(signal)
}

// suspend stops the init after a terminal's stop signal, unless it is to be continued already.
func (r *reference) suspend(signal signals.Signal) {
	continued := slices.ContainsFunc(r.pending, func(p sentSignal) bool {
		return p.signal == signals.CONT
	})
	if continued {
		return
	}
	if slices.Contains(terminalStops, signal) && r.self != 1 {
		r.see(itself, signals.STOP, 0)
		r.stopped = true
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
	if signal != 0 && !addressed && r.waits() {
		r.startKilling(received, signal)
	}
	if signal == 0 || !addressed {
		return
	}
	r.deliver(receivers, signal, value)
	r.follow(received, signal)
}

// follow has follow what follows when a signal has been forwarded, as itself or as another: the
// time until KILL begins, and a group that was stopped is continued, if it is to end.
func (r *reference) follow(received, signal signals.Signal) {
	either := []signals.Signal{received, signal}
	kills := r.startKilling(either...)
	r.told = r.told || kills || slices.Contains(either, signals.TERM)
	ends := kills || slices.ContainsFunc(either, func(s signals.Signal) bool {
		return s == signals.TERM || s == signals.INT || s == signals.HUP
	})
	switch {
	case signal == signals.STOP || slices.Contains(terminalStops, signal):
		r.paused = true
	case signal == signals.CONT:
		r.paused = false
	case r.paused && ends:
		r.paused = false
		receivers, _ := r.receivers()
		r.deliver(receivers, signals.CONT, 0)
	}
}

// startKilling starts the time until KILL if -k names one of some signals.
func (r *reference) startKilling(either ...signals.Signal) (kills bool) {
	for _, signal := range either {
		after, named := r.kill[signal]
		kills = kills || named
		deadline := r.now + uint64(after)*period
		if named && (r.killing == 0 || deadline < r.killing) {
			r.killing = deadline
		}
	}
	return kills
}

// everyone returns all that are left, as far as the init knows them: as PID 1 all, elsewhere the
// command's group and then the init's other children.
func (r *reference) everyone() []int {
	if r.self == 1 {
		return slices.Sorted(maps.Keys(r.living))
	}
	var group, others []int
	for n, process := range r.living {
		switch {
		case process.group == 0 && !r.single:
			group = append(group, n)
		case process.parent == adopter:
			others = append(others, n)
		}
	}
	return append(sorted(group), sorted(others)...)
}

func sorted(numbers []int) []int { return slices.Sorted(slices.Values(numbers)) }

// receivers returns who gets signals, in order, and whether they are addressed to anyone at all. A
// process group without processes is an address.
func (r *reference) receivers() (processes []int, addressed bool) {
	if r.alone && !r.all {
		return r.everyone(), true
	}
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
	if !r.single || r.all || r.alone {
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
