package supervisor

import (
	"maps"
	"slices"

	"dumb-init.alt/internal/signals"
)

// What the reference knows of forwarding: who gets a signal, and what follows.

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
