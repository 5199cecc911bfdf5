package supervisor

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"dumb-init.alt/internal/signals"
)

// A line is something that can be seen of the init: a process receives a signal.
type line struct {
	at      uint64
	process int // or one of the below
	signal  signals.Signal
	value   int // that came with it
}

const (
	itself = -1 // it stops
	wakeUp = -2 // it wakes though nothing has happened
)

// An outcome is all that can be seen of the init.
type outcome struct {
	lines  []line
	at     uint64 // of the end
	status int
	born   map[int]uint64 // when which process
	died   map[int]uint64
}

func (l line) String() string {
	return fmt.Sprintf("%d: %d gets %d (%d)", l.at, l.process, l.signal, l.value)
}

// The reference is what must happen, from the contract: who lives, what is held back until when, what pends.
type reference struct {
	*script
	now     uint64
	living  map[int]*relative
	dead    map[int]*relative // but not reaped yet
	ending  map[int]death     // processes that have decided to end
	held    map[signals.Signal]uint64
	killing uint64 // when; 0: not
	pending []sent
	stopped bool
	ended   bool // the command
	over    bool
	outcome
}

type relative struct {
	parent int // adopter, stranger or a process
	group  int // 0 is the command's
	status int // as wait4 reports it
}

type death struct {
	at     uint64
	status int
}

const adopter, stranger = -1, -2

// predict returns what must come of a script.
func predict(s *script) outcome {
	r := &reference{
		script: s, living: map[int]*relative{}, dead: map[int]*relative{}, ending: map[int]death{}, held: map[signals.Signal]uint64{},
		outcome: outcome{born: map[int]uint64{0: 0}, died: map[int]uint64{}},
	}
	if !s.pause {
		r.living[0] = &relative{parent: adopter}
	}
	events := s.events
	for !r.over {
		next, dying := uint64(math.MaxUint64), -1
		if len(events) > 0 {
			next = events[0].at
		}
		for n, e := range r.ending {
			if e.at < next {
				next, dying = e.at, n
			}
		}
		if due := r.due(); !r.stopped && due < next {
			r.now = due
			r.see(wakeUp, 0, 0)
			r.attend()
			continue
		}
		if next == math.MaxUint64 {
			panic("the reference would sleep for ever")
		}
		r.now = next
		if dying >= 0 {
			r.exit(dying, r.ending[dying].status)
		} else {
			r.happen(events[0])
			events = events[1:]
		}
		r.attend()
	}
	r.outcome.at = r.now
	return r.outcome
}

func (r *reference) see(process int, signal signals.Signal, value int) {
	r.lines = append(r.lines, line{r.now, process, signal, value})
}

func (r *reference) happen(e happening) {
	for _, s := range e.signals {
		r.arrive(s)
	}
	for _, n := range e.exit {
		r.exit(n, e.status)
	}
	if f := e.fork; f != nil {
		by := r.living[f.by]
		switch {
		case f.by < 0 && r.adopts():
			r.living[f.process] = &relative{parent: adopter, group: f.process}
			r.born[f.process] = r.now
		case by != nil:
			child := &relative{parent: f.by, group: by.group}
			if f.session {
				child.group = f.process
			}
			if f.orphan {
				child.parent = r.heir()
			}
			r.living[f.process] = child
			r.born[f.process] = r.now
		}
	}
}

func (r *reference) heir() int {
	if r.adopts() {
		return adopter
	}
	return stranger
}

// arrive has a signal pend, unless it is a standard one that does; of the job control signals the last counts.
func (r *reference) arrive(s sent) {
	stops := []signals.Signal{20, 21, 22}
	discard := []signals.Signal{}
	switch {
	case s.signal == signals.CONT:
		r.stopped, discard = false, stops
	case slices.Contains(stops, s.signal):
		discard = []signals.Signal{signals.CONT}
	}
	r.pending = slices.DeleteFunc(r.pending, func(p sent) bool { return slices.Contains(discard, p.signal) })
	if s.signal > 31 || !slices.ContainsFunc(r.pending, func(p sent) bool { return p.signal == s.signal }) {
		r.pending = append(r.pending, s)
	}
}

func (r *reference) exit(n, status int) {
	process := r.living[n]
	if process == nil {
		return
	}
	delete(r.living, n)
	r.died[n] = r.now
	delete(r.ending, n)
	news := process.parent == adopter
	process.status = status
	r.dead[n] = process
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
		r.arrive(sent{signal: signals.CHLD})
	}
}

// attend has the init do what there is to do: what is due before what pends, by signal number, though what a fault
// of a program could bring comes first.
func (r *reference) attend() {
	urgency := func(s signals.Signal) int {
		switch s {
		case 4, 5, 7, 8, 11, 31:
			return int(s)
		}
		return 100 + int(s)
	}
	for !r.stopped && !r.over {
		if r.due() <= r.now {
			r.expire()
			continue
		}
		if len(r.pending) == 0 {
			return
		}
		slices.SortStableFunc(r.pending, func(a, b sent) int { return urgency(a.signal) - urgency(b.signal) })
		first := r.pending[0]
		r.pending = r.pending[1:]
		r.take(first)
	}
}

// due returns when the next deadline is.
func (r *reference) due() uint64 {
	deadlines := slices.Collect(maps.Values(r.held))
	if r.killing > 0 {
		deadlines = append(deadlines, r.killing)
	}
	return slices.Min(append(deadlines, math.MaxUint64))
}

// expire does what is due first. Of what is due at the same time, the lowest signal is the first.
func (r *reference) expire() {
	due := r.due()
	deadlines := maps.Clone(r.held)
	if r.killing > 0 {
		deadlines[signals.KILL] = r.killing
	}
	maps.DeleteFunc(deadlines, func(_ signals.Signal, at uint64) bool { return at != due })
	first := slices.Min(slices.Collect(maps.Keys(deadlines)))
	if first != signals.KILL {
		delete(r.held, first)
		r.release(first, 0)
		return
	}
	r.killing = 0
	receivers, _ := r.target()
	r.deliver(receivers, signals.KILL, 0)
}

func (r *reference) take(s sent) {
	_, waits := r.held[s.signal]
	delay := r.delay[s.signal]
	switch {
	case s.own:
	case s.signal == signals.CHLD:
		r.reap()
	case r.pause && (s.signal == signals.TERM || s.signal == signals.INT):
		r.over = true
	case delay > 0 && !waits:
		r.held[s.signal] = r.now + uint64(delay)*period
	default:
		delete(r.held, s.signal)
		r.release(s.signal, s.value)
	}
}

// release forwards a signal, and stops the init if it asks for that.
func (r *reference) release(signal signals.Signal, value int) {
	r.forward(signal, value)
	if slices.Contains([]signals.Signal{20, 21, 22}, signal) && r.self != 1 {
		r.see(itself, signals.STOP, 0)
		r.stopped = true
		r.pending = slices.DeleteFunc(r.pending, func(p sent) bool { return p.signal == signals.CONT })
	}
}

func (r *reference) forward(received signals.Signal, value int) {
	signal, ruled := r.rewrite[received]
	if !ruled {
		signal = received
		if !r.single && received >= 20 && received <= 22 {
			signal = signals.STOP
		}
	}
	receivers, any := r.target()
	if signal == 0 || !any {
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

// target returns who is meant, and whether there is such a target at all.
func (r *reference) target() (receivers []int, any bool) {
	for n, process := range r.living {
		if r.all || r.single && n == 0 || !r.single && process.group == 0 {
			receivers = append(receivers, n)
		}
	}
	return receivers, r.all || !r.pause && !(r.single && r.ended)
}

func (r *reference) deliver(receivers []int, signal signals.Signal, value int) {
	slices.Sort(receivers)
	for _, n := range receivers {
		if !r.single || r.all {
			value = 0
		}
		r.see(n, signal, value)
		at, status := r.reaction(n, signal, r.now)
		if old, ends := r.ending[n]; at > 0 && (!ends || at < old.at) {
			r.ending[n] = death{at, status}
		}
	}
}

// reap takes all that are dead, and if the command is among them what remains is to end.
func (r *reference) reap() {
	command := r.dead[0]
	maps.DeleteFunc(r.dead, func(_ int, process *relative) bool { return process.parent == adopter })
	if command != nil {
		r.ended = true
		r.status = command.status >> 8
		if signal := command.status & 0x7f; signal != 0 {
			r.status = 128 + signal
		}
		if to, mapped := r.exits[r.status]; mapped {
			r.status = to
		}
		if !r.single || r.all {
			r.forward(signals.TERM, 0)
		}
	}
	left := false
	for _, process := range r.living {
		left = left || process.parent == adopter
	}
	r.over = r.ended && !(r.wait && left)
}
