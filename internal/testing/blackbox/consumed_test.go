package blackbox

import (
	"strings"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// DUMB_INIT_OPTIONS does not reach the command, whatever it holds and however often it is given.
// The other variables do, in their order.
func TestOptionsVariableIsConsumed(t *testing.T) {
	tests := []struct {
		entries []string
		want    []string
	}{
		{[]string{"A=1", "DUMB_INIT_OPTIONS=-v", "B=2"}, []string{"A=1", "B=2"}},
		{[]string{"DUMB_INIT_OPTIONS=", "A=1"}, []string{"A=1"}},
		{[]string{"A=1", "DUMB_INIT_OPTIONS= "}, []string{"A=1"}},
		{
			[]string{"DUMB_INIT_OPTIONS=-w", "A=1", "DUMB_INIT_OPTIONS=-v", "B=2"},
			[]string{"A=1", "B=2"},
		},
	}
	eachMode(t, everyone, func(t *testing.T, r runner, option []string) {
		for _, test := range tests {
			changes := []string{"no-env"}
			for _, entry := range test.entries {
				changes = append(changes, "env="+entry)
			}
			cmd := r.command(append(option, probe, "environ")...)
			got, _, status := kit.Outcome(t, launched(cmd, changes...))
			want := r.environment(test.want...)
			if got != want || status != 0 {
				t.Errorf("%q: got status %d, %q, want status 0, %q",
					test.entries, status, got, want)
			}
		}
	})
}

// An init that is the command of another does not obey the options of that one again: -a, which
// only PID 1 may have, is no error, and TERM is held back once.
func TestNestedInitDoesNotObeyOptionsAgain(t *testing.T) {
	each(t, containers(everyone), func(t *testing.T, r runner) {
		inner := r.words("-v", probe, pauses)
		cmd := r.command(append([]string{"-v"}, inner...)...)
		cmd.Env = []string{"DUMB_INIT_OPTIONS=-a -d TERM:1ms"}
		p := start(t, cmd)
		p.ready()
		p.Signal(term)
		p.WantStatus(128 + term)
		kit.Eventually(t, "the end of the output", p.Stderr.Ended)
		const held = "Holding it back"
		if got := strings.Count(p.Stderr.String(), held); got != 1 {
			t.Errorf("lines with %q: got %d, want 1", held, got)
		}
	})
}
