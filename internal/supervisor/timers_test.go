package supervisor

import (
	"testing"

	"pgregory.net/rapid"

	"dumb-init.alt/internal/signals"
)

// Timers are a map of deadlines: the earlier of two for the same signal counts, and the first is
// the earliest of all. Of equal ones KILL is the last, and otherwise the lowest signal is the
// first.
func TestTimers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		timers, model := noTimers(), map[signals.Signal]uint64{}
		t.Repeat(map[string]func(*rapid.T){
			"arm": func(t *rapid.T) {
				signal := anySignal.Draw(t, "signal")
				deadline := rapid.Uint64Range(0, 5).Draw(t, "deadline")
				timers.arm(signal, deadline)
				if at, armed := model[signal]; !armed || deadline < at {
					model[signal] = deadline
				}
			},
			"disarm": func(t *rapid.T) {
				signal := anySignal.Draw(t, "signal")
				timers.disarm(signal)
				delete(model, signal)
			},
			"": func(t *rapid.T) { compareTimers(t, &timers, model) },
		})
	})
}

func compareTimers(t *rapid.T, timers *timers, model map[signals.Signal]uint64) {
	first, deadline := signals.Signal(0), uint64(never)
	for s := signals.Signal(1); s <= signals.Count; s++ {
		at, armed := model[s]
		if got := timers.runs(s); got != armed {
			t.Fatalf("timer %d runs: got %t, want %t", s, got, armed)
		}
		if armed && s != signals.KILL && at < deadline {
			first, deadline = s, at
		}
	}
	if at, armed := model[signals.KILL]; armed && at < deadline {
		first, deadline = signals.KILL, at
	}
	if got, at := timers.first(); got != first || at != deadline {
		t.Fatalf("first: got %d at %d, want %d at %d", got, at, first, deadline)
	}
}
