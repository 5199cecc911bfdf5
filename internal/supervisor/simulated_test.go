//go:build simulated

package supervisor

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// All that is tested on the simulated kernel. Each case is a rule; its function tests our
// supervisor here, and one that has a bug in TestModelFindsBugs.
func TestSimulated(t *testing.T) {
	cases := []struct {
		name string
		test func(t *testing.T, run supervise)
	}{
		{"scripts", testScripts},
		{"signals do not starve children", testSignalsDoNotStarveChildren},
		{"signals do not starve timers", testSignalsDoNotStarveTimers},
		{"children do not starve signals", testChildrenDoNotStarveSignals},
		{"children do not starve the exit", testChildrenDoNotStarveTheExit},
		{"children do not starve timers", testChildrenDoNotStarveTimers},
		{"a held signal", testHeldSignal},
		{"errors do not starve children", testErrorsDoNotStarveChildren},
		{"a stranger with a reused PID", testStranger},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { c.test(t, ours) })
	}
}

// Whatever the script, the init does what the reference predicts, at the same times. It does
// nothing that no init may do, and -v says what it has sent.
func testScripts(t *testing.T, run supervise) {
	rapid.Check(t, func(t *rapid.T) {
		s := anyScript.Draw(t, "script")
		m := simulate(s)
		status := m.run(t, run)
		if s.self != 1 && m.Waits >= batch {
			// What pends while the init is stopped is taken in turns, in an order that the
			// reference does not have.
			t.Skip("too long to have its order predicted")
		}
		want := predict(s)
		compareEffects(t, s, m.effects, want.effects)
		if m.Now() != want.at || status != want.status {
			t.Fatalf("exit: got status %d at %d, want %d at %d\n%#v",
				status, m.Now(), want.status, want.at, s)
		}
		if len(m.Wrong) > 0 {
			t.Fatalf("got %q, which no init may do\n%#v", m.Wrong, s)
		}
		if got := linesOfSent(m.Lines); s.verbose && got != m.Sent {
			t.Fatalf("lines that say what was sent: got %d, want %d:\n%s\n%#v",
				got, m.Sent, strings.Join(m.Lines, ""), s)
		}
	})
}

// compareEffects fails with the first difference.
func compareEffects(t *rapid.T, s *script, got, want []effect) {
	for i := range max(len(got), len(want)) {
		if i >= len(got) || i >= len(want) || got[i] != want[i] {
			t.Fatalf("effects from %d on: got\n%v, want\n%v\n%#v",
				i, got[min(i, len(got)):], want[min(i, len(want)):], s)
		}
	}
}

// linesOfSent counts the lines that say that a signal was sent.
func linesOfSent(lines []string) (n int) {
	for _, line := range lines {
		if strings.HasPrefix(line, "[dumb-init] Forwarded signal ") {
			n++
		}
	}
	return n
}
