package supervisor

import (
	"testing"

	"golang.org/x/sys/unix"
	"pgregory.net/rapid"

	"dumb-init.alt/internal/options"
	"dumb-init.alt/internal/signals"
)

var anySignal = rapid.Map(rapid.IntRange(1, signals.Count), func(n int) signals.Signal { return signals.Signal(n) })

// TestJudge needs no rules; those that delay are in the model test.
func TestJudge(t *testing.T) {
	special := map[signals.Signal]Verdict{signals.CHLD: Reap, signals.TSTP: Suspend, signals.TTIN: Suspend, signals.TTOU: Suspend}
	state, pause := New(1, 2, -1, &options.Options{}), New(1, 0, -1, &options.Options{Flags: options.Pause})
	for s := signals.Signal(1); s <= signals.Count; s++ {
		if got := state.Judge(s, false); got != special[s] {
			t.Errorf("signal %d of another: verdict %d, want %d", s, got, special[s])
		}
		want := Echo
		if s == signals.HUP || s == signals.CONT {
			want = HandOff
		}
		if got := state.Judge(s, true); got != want {
			t.Errorf("signal %d of our own: verdict %d, want %d", s, got, want)
		}
		want = special[s]
		if s == signals.TERM || s == signals.INT {
			want = Quit
		}
		if got := pause.Judge(s, false); got != want {
			t.Errorf("signal %d without a command: verdict %d, want %d", s, got, want)
		}
	}
}

// A signal is translated as the last rule given for it says, whatever the rules for others; without one it
// stays as it is, but for the terminal's stop signals in session mode.
func TestTranslate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := options.Options{}
		if rapid.Bool().Draw(t, "single") {
			o.Flags |= options.SingleChild
		}
		rules := rapid.MapOf(anySignal, rapid.IntRange(0, signals.Count)).Draw(t, "rules")
		for from, to := range rules {
			o.Rules[from.Index()] = options.Rule{Rewrite: true, To: signals.Signal(to)}
		}
		state := New(1, 2, -1, &o)
		received := anySignal.Draw(t, "received")
		want, ruled := received, false
		if signals.TSTP <= received && received <= signals.TTOU && o.Flags == 0 {
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

func TestEnd(t *testing.T) {
	end := func(status int) uint8 {
		state := New(1, 2, -1, &options.Options{})
		state.End(unix.WaitStatus(status))
		return state.exit
	}
	for status := range 256 {
		if got := end(status << 8); int(got) != status {
			t.Errorf("exit status %d becomes %d", status, got)
		}
	}
	for signal := 1; signal <= signals.Count; signal++ {
		for _, core := range []int{0, 0x80} {
			if got := end(signal | core); int(got) != 128+signal {
				t.Errorf("death by signal %d becomes %d", signal, got)
			}
		}
	}
}

func TestTarget(t *testing.T) {
	for _, test := range []struct {
		flags        options.Flags
		alive, ended Target
	}{
		{0, Group, Remains}, {options.SingleChild, Child, Nobody}, {options.All, All, All}, {options.All | options.SingleChild, All, All},
	} {
		state := New(1, 2, -1, &options.Options{Flags: test.flags})
		alive := state.Target()
		state.End(0)
		if ended := state.Target(); alive != test.alive || ended != test.ended {
			t.Errorf("flags %d: target %d, then %d", test.flags, alive, ended)
		}
	}
	if state := New(1, 0, -1, &options.Options{Flags: options.Pause}); state.Target() != Nobody {
		t.Errorf("without a command the target is %d", state.Target())
	}
}
