package supervisor

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"dumb-init.alt/internal/signals"
)

// An outcome is all that can be seen of the init.
type outcome struct {
	effects []effect
	at      uint64 // when it exits
	status  int
	born    map[int]uint64 // when which process begins; the simulation does not note it
	died    map[int]uint64 // when which process ends; the simulation does not note it
}

// An effect is something that the init does: it sends a process a signal, stops itself, or wakes
// up.
type effect struct {
	at      uint64
	process int // or itself or wakeUp
	signal  signals.Signal
	value   int // that comes with the signal
}

// In the place of an effect's process.
const (
	itself = -1 // the init stops itself
	wakeUp = -2 // the init wakes though nothing has happened: a timer is due
)

func (e effect) String() string {
	return fmt.Sprintf("%d: %d gets %d (%d)", e.at, e.process, e.signal, e.value)
}

// The reference is an init as the contract has it. It keeps who lives, what pends, and what is held
// back until when. It shares no code with the supervisor, and does everything the simple way.
type reference struct {
	*script
	rest []step // those of the script that have not happened yet
	now  uint64

	living map[int]*procState
	dead   map[int]*procState // those that have not been reaped
	ending map[int]death      // those of the living that have decided to end

	pending []sentSignal
	held    map[signals.Signal]uint64 // until when
	hurried map[signals.Signal]bool   // those that -d does not hold any more
	killing uint64                    // when KILL is due; 0 if it is not
	givenUp uint64                    // when the init exits in any case; 0 if it does not
	stopped bool

	told      bool // the stop has been asked for
	paused    bool // the receivers have been stopped
	merciless bool // KILL goes to all that are left
	ended     bool // the command has been reaped
	alone     bool // it has been, and -b has the others live on
	code      int  // what to exit with, before -e
	over      bool // the init exits

	outcome
}

// A procState is what the reference knows of a process.
type procState struct {
	parent int // a process, or adopter or outside
	group  int // 0 is that of the command
	status int // of one that is dead, as wait4(2) reports it
}

// In the place of a parent.
const (
	adopter = -1 // the init
	outside = -2 // a process outside the script
)

// A death is the end of a process that has decided to end.
type death struct {
	at     uint64
	status int
}

// predict returns what must come of a script.
func predict(s *script) outcome {
	r := &reference{
		script:  s,
		rest:    s.steps,
		living:  map[int]*procState{},
		dead:    map[int]*procState{},
		ending:  map[int]death{},
		held:    map[signals.Signal]uint64{},
		hurried: map[signals.Signal]bool{},
		outcome: outcome{
			born: map[int]uint64{0: 0},
			died: map[int]uint64{},
		},
	}
	if !s.pause {
		r.living[0] = &procState{parent: adopter}
	}
	for !r.over {
		r.advance()
		r.attend()
	}
	r.outcome.at = r.now
	r.outcome.status = r.code
	if to, mapped := r.exits[r.code]; mapped && !r.pause {
		r.outcome.status = to
	}
	return r.outcome
}

// advance lets what happens next happen: a timer is due, a process ends, or the script's next step.
func (r *reference) advance() {
	nextStep := uint64(math.MaxUint64)
	if len(r.rest) > 0 {
		nextStep = r.rest[0].at
	}
	dying, nextDeath := r.nextDeath()
	next := min(nextStep, nextDeath)
	due := r.due()
	switch {
	case !r.stopped && due < next:
		r.now = due
		r.see(wakeUp, 0, 0)
	case next == math.MaxUint64:
		panic("the reference would sleep for ever")
	case nextDeath < nextStep:
		r.now = nextDeath
		r.exit(dying, r.ending[dying].status)
	default:
		r.now = nextStep
		r.happen(&r.rest[0])
		r.rest = r.rest[1:]
	}
}

// nextDeath returns which process ends first, and when.
func (r *reference) nextDeath() (process int, at uint64) {
	at = math.MaxUint64
	for n, death := range r.ending {
		if death.at < at {
			process = n
			at = death.at
		}
	}
	return process, at
}

// happen lets a step happen. A system call that fails changes nothing.
func (r *reference) happen(s *step) {
	for _, signal := range s.signals {
		r.arrive(signal)
	}
	for _, process := range s.exit {
		r.exit(process, s.status)
	}
	if s.fork != nil {
		r.fork(s.fork)
	}
}

// attend has the init do what there is to do: first what is due, then what pends.
func (r *reference) attend() {
	for !r.stopped && !r.over {
		switch {
		case r.due() <= r.now:
			r.expire()
		case len(r.pending) > 0:
			r.take(r.nextPending())
		default:
			return
		}
	}
}

// due returns when the next timer is.
func (r *reference) due() uint64 {
	return slices.Min(append(slices.Collect(maps.Values(r.timers())), math.MaxUint64))
}

// timers returns all deadlines. That of KILL is among them. STOP, which is never held, has that of
// giving up.
func (r *reference) timers() map[signals.Signal]uint64 {
	deadlines := maps.Clone(r.held)
	if r.killing > 0 {
		deadlines[signals.KILL] = r.killing
	}
	if r.givenUp > 0 {
		deadlines[signals.STOP] = r.givenUp
	}
	return deadlines
}

// see notes an effect.
func (r *reference) see(process int, signal signals.Signal, value int) {
	r.effects = append(r.effects, effect{r.now, process, signal, value})
}
