package supervisor

import (
	"testing"

	"golang.org/x/sys/unix"
	"pgregory.net/rapid"

	"dumb-init.alt/internal/options"
	"dumb-init.alt/internal/signals"
)

var anySignal = rapid.Map(rapid.IntRange(1, signals.Count), func(n int) signals.Signal {
	return signals.Signal(n)
})

// supervising is a PID 1 with a command.
func supervising(flags options.Flags) State {
	return New(1, 2, -1, "", &options.Options{Flags: flags})
}

// pausing is a PID 1 without a command.
func pausing() State {
	return New(1, 0, -1, "", &options.Options{Flags: options.Pause})
}

// classified fails unless a signal asks for an action.
func classified(t *testing.T, s State, signal signals.Signal, fromSelf bool, want action) {
	t.Helper()
	if got := s.classify(signal, fromSelf, false); got != want {
		t.Errorf("signal %d, from self %t: got action %d, want %d", signal, fromSelf, got, want)
	}
}

// What a signal asks for depends on its number and sender. Rules that delay are in the model test.
func TestClassify(t *testing.T) {
	special := map[signals.Signal]action{
		signals.CHLD: nothing,
	}
	for s := signals.Signal(1); s <= signals.Count; s++ {
		classified(t, supervising(0), s, false, special[s])
		classified(t, supervising(0), s, true, ignoreOwn)
		withoutCommand := special[s]
		if s == signals.TERM || s == signals.INT {
			withoutCommand = exit
		}
		classified(t, pausing(), s, false, withoutCommand)
	}
}

// A signal is rewritten as the rule for it says, whatever the rules for others. Without a rule it
// stays as it is, except for the terminal's stop signals in session mode.
func TestRewrite(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := options.Options{}
		if rapid.Bool().Draw(t, "single") {
			o.Flags = options.SingleChild
		}
		anyRule := rapid.IntRange(0, signals.Count)
		rules := rapid.MapOf(anySignal, anyRule).Draw(t, "rules")
		for from, to := range rules {
			o.Rules[from.Index()] = options.Rule{
				HasRewrite: true,
				RewriteTo:  signals.Signal(to),
			}
		}
		received := anySignal.Draw(t, "received")
		want, wantRuled := received, false
		if received.IsTerminalStop() && o.Flags == 0 {
			want, wantRuled = signals.STOP, true
		}
		if to, given := rules[received]; given {
			want, wantRuled = signals.Signal(to), true
		}
		state := New(1, 2, -1, "", &o)
		if got, ruled := state.rewrite(received); got != want || ruled != wantRuled {
			t.Fatalf("signal %d: got %d, %t, want %d, %t", received, got, ruled, want, wantRuled)
		}
	})
}

// recorded is what to exit with after the command has ended with a status, as wait4(2) reports it.
func recorded(status int) int {
	state := supervising(0)
	state.recordExit(unix.WaitStatus(status))
	return int(state.exitStatus())
}

// An exit status is kept, and death by a signal is 128 and its number.
func TestRecordExit(t *testing.T) {
	for want := range 256 {
		if got := recorded(want << 8); got != want {
			t.Errorf("exit status %d: got %d", want, got)
		}
	}
	const coreDumped = 0x80
	for signal := 1; signal <= signals.Count; signal++ {
		for _, core := range []int{0, coreDumped} {
			if got, want := recorded(signal|core), 128+signal; got != want {
				t.Errorf("death by signal %d: got %d, want %d", signal, got, want)
			}
		}
	}
}

// Who gets signals depends on the options, and on whether the command still runs.
func TestTarget(t *testing.T) {
	tests := []struct {
		flags  options.Flags
		before target // while the command runs
		after  target // when it has ended
	}{
		{0, toGroup, toSurvivors},
		{options.SingleChild, toChild, toNobody},
		{options.All, toAll, toAll},
		{options.All | options.SingleChild, toAll, toAll},
	}
	for _, test := range tests {
		state := supervising(test.flags)
		before := state.target()
		state.recordExit(0)
		after := state.target()
		if before != test.before || after != test.after {
			t.Errorf("flags %#x: got %d, then %d, want %d, then %d",
				test.flags, before, after, test.before, test.after)
		}
	}
	state := pausing()
	if got := state.target(); got != toNobody {
		t.Errorf("without a command: got %d, want %d", got, toNobody)
	}
}

// It is over with the command, or with -w when no child is left, or without a command when told so.
func TestFinished(t *testing.T) {
	waiting := supervising(options.Wait)
	ended := supervising(0)
	ended.recordExit(0)
	waitingEnded := supervising(options.Wait)
	waitingEnded.recordExit(0)
	told := pausing()
	told.quit = true
	tests := []struct {
		name       string
		state      State
		noChildren bool
		want       bool
	}{
		{"the command runs", supervising(0), false, false},
		{"the command runs, -w", waiting, false, false},
		{"the command has ended", ended, false, true},
		{"the command has ended, others not", waitingEnded, false, false},
		{"all have ended", waitingEnded, true, true},
		{"no command", pausing(), true, false},
		{"no command, told to end", told, false, true},
	}
	for _, test := range tests {
		if got := test.state.finished(test.noChildren); got != test.want {
			t.Errorf("%s: got %t, want %t", test.name, got, test.want)
		}
	}
}
