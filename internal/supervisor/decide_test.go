package supervisor

import (
	"testing"

	"golang.org/x/sys/unix"
	"pgregory.net/rapid"

	"dumb-init/internal/options"
	"dumb-init/internal/signals"
)

var anySignal = rapid.Map(rapid.IntRange(1, signals.Count), func(n int) signals.Signal { return signals.Signal(n) })

func TestJudge(t *testing.T) {
	special := map[signals.Signal]Verdict{signals.CHLD: Reap, signals.TSTP: Suspend, signals.TTIN: Suspend, signals.TTOU: Suspend}
	for s := signals.Signal(1); s <= signals.Count; s++ {
		if got := Judge(s, false); got != special[s] {
			t.Errorf("signal %d of another: verdict %d, want %d", s, got, special[s])
		}
		want := Echo
		if s == signals.HUP || s == signals.CONT {
			want = HandOff
		}
		if got := Judge(s, true); got != want {
			t.Errorf("signal %d of our own: verdict %d, want %d", s, got, want)
		}
	}
}

// A signal is translated as the last rule given for it says, whatever the rules for others; without one it
// stays as it is, but for the terminal's stop signals in session mode.
func TestTranslate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := options.Options{SingleChild: rapid.Bool().Draw(t, "single")}
		rules := rapid.MapOf(anySignal, rapid.IntRange(0, signals.Count)).Draw(t, "rules")
		for from, to := range rules {
			o.Rewrites[from.Index()] = options.Rewrite{Given: true, To: signals.Signal(to)}
		}
		state := New(1, 2, &o)
		received := anySignal.Draw(t, "received")
		want, ruled := received, false
		if signals.TSTP <= received && received <= signals.TTOU && !o.SingleChild {
			want, ruled = signals.STOP, true
		}
		if to, given := rules[received]; given {
			want, ruled = signals.Signal(to), true
		}
		if got, by := state.Translate(received); got != want || by != ruled {
			t.Fatalf("Translate(%d) = %d, %t, want %d, %t", received, got, by, want, ruled)
		}
	})
}

func TestExitStatus(t *testing.T) {
	for status := range 256 {
		if got := ExitStatus(unix.WaitStatus(status << 8)); int(got) != status {
			t.Errorf("exit status %d becomes %d", status, got)
		}
	}
	for signal := 1; signal <= signals.Count; signal++ {
		for _, core := range []int{0, 0x80} {
			if got := ExitStatus(unix.WaitStatus(signal | core)); int(got) != 128+signal {
				t.Errorf("death by signal %d becomes %d", signal, got)
			}
		}
	}
}
