package supervisor

import (
	"math"

	"dumb-init.alt/internal/signals"
)

// timers has a deadline for each signal, in the milliseconds of kernel.Now. The timer of a signal
// runs while -d holds the signal back.
type timers struct {
	deadlines [signals.Count]uint64
	running   uint8 // how many run. Usually none does, and then no deadline is looked at
}

// Signals that are never held back (-d refuses them) give their places to other timers.
const (
	killTimer   = signals.KILL // KILL is due, as -k says
	giveUpTimer = signals.STOP // KILL was sent, and we exit even if processes are left
)

// giveUpMillis is how long after KILL we give up.
const giveUpMillis = 5000

// never is the deadline of a timer that does not run.
const never = math.MaxUint64

// noTimers returns timers of which none runs.
func noTimers() (t timers) {
	for i := range t.deadlines {
		t.deadlines[i] = never
	}
	return t
}

// arm starts a timer. One that runs keeps the earlier of the two deadlines.
func (t *timers) arm(signal signals.Signal, deadline uint64) {
	if !t.runs(signal) {
		t.running++
	}
	at := &t.deadlines[signal.Index()]
	*at = min(*at, deadline)
}

// disarm stops a timer.
func (t *timers) disarm(signal signals.Signal) {
	if t.runs(signal) {
		t.running--
	}
	t.deadlines[signal.Index()] = never
}

// runs reports whether a timer is armed.
func (t *timers) runs(signal signals.Signal) bool {
	return t.deadlines[signal.Index()] != never
}

// first returns the timer with the earliest deadline. Of equal ones KILL is the last, so that a
// held signal comes before it, and otherwise the lowest signal is the first. If no timer runs, the
// deadline is never.
func (t *timers) first() (signal signals.Signal, deadline uint64) {
	if t.running == 0 {
		return 0, never
	}
	deadline = never
	for i, at := range t.deadlines {
		if at < deadline || at == deadline && signal == killTimer {
			signal = signals.Signal(i + 1)
			deadline = at
		}
	}
	return signal, deadline
}
