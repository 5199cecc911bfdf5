package signals

import (
	"testing"

	"pgregory.net/rapid"
)

// A set holds the signals that were put in and not taken out again. Signal n is the bit n-1, as in
// the kernel.
func TestSet(t *testing.T) {
	anySignal := rapid.Map(rapid.IntRange(1, Count), func(n int) Signal { return Signal(n) })
	rapid.Check(t, func(t *rapid.T) {
		var set Set
		want := map[Signal]bool{}
		for _, signal := range rapid.SliceOf(anySignal).Draw(t, "signals") {
			want[signal] = !want[signal]
			if want[signal] {
				set = set.With(signal)
			} else {
				set = set.Without(signal)
			}
		}
		for signal := Signal(1); signal <= Count; signal++ {
			bit := set&(1<<(signal-1)) != 0
			if got := set.Has(signal); got != want[signal] || bit != want[signal] {
				t.Errorf("signal %d in %#x: got %t, want %t", signal, set, got, want[signal])
			}
			if !Every.Has(signal) || SetOf(signal).Without(signal) != 0 {
				t.Errorf("signal %d: got it not in Every, or not alone in its set", signal)
			}
		}
	})
}
