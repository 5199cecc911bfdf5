package supervisor

import (
	"math"

	"dumb-init.alt/internal/signals"
)

// timers has a deadline for each signal, in the milliseconds of kernel.Now. The timer of a signal
// runs while the signal is held back. That of KILL runs after a signal that -k names: KILL itself
// is never received, and so never held back.
type timers [signals.Count]uint64

// never is the deadline of a timer that does not run.
const never = math.MaxUint64

// noTimers returns timers of which none runs.
func noTimers() (t timers) {
	for i := range t {
		t[i] = never
	}
	return t
}

// arm starts a timer. One that runs keeps the earlier of the two deadlines.
func (t *timers) arm(signal signals.Signal, deadline uint64) {
	t[signal.Index()] = min(t[signal.Index()], deadline)
}

// disarm stops a timer.
func (t *timers) disarm(signal signals.Signal) {
	t[signal.Index()] = never
}

// runs reports whether a timer is armed.
func (t *timers) runs(signal signals.Signal) bool {
	return t[signal.Index()] != never
}

// first returns the timer with the earliest deadline, of equal ones that of the lowest signal. If
// no timer runs, the deadline is never.
func (t *timers) first() (signal signals.Signal, deadline uint64) {
	deadline = never
	for i, at := range t {
		if at < deadline {
			signal = signals.Signal(i + 1)
			deadline = at
		}
	}
	return signal, deadline
}
