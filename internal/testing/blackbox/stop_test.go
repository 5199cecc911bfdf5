package blackbox

import (
	"fmt"
	"slices"
	"testing"
)

// A terminal's stop signals stop the command, and then dumb-init itself, which is a shell's job.
// CONT continues both. PID 1 does not stop: nothing inside its namespace could continue it.
//
// Left alone, a stop signal becomes STOP in session mode. If a rule names the stop signal itself,
// and in -c mode, the probe takes it instead of being stopped.
func TestStopSignals(t *testing.T) {
	tests := []struct {
		name    string
		options []string
		arrives bool // the stop signal itself arrives, in place of STOP
	}{
		{"session", nil, false},
		{"rewritten", []string{"-r", "TSTP:TSTP", "-r", "TTIN:TTIN", "-r", "TTOU:TTOU"}, true},
		{"single", []string{"-c"}, true},
	}
	each(t, everyone, func(t *testing.T, r runner) {
		for _, test := range tests {
			t.Run(test.name, func(t *testing.T) {
				stops := []int{tstp, ttin, ttou}
				var want []int
				for _, s := range stops {
					if test.arrives {
						want = append(want, s)
					}
					want = append(want, cont)
				}
				want = append(want, usr1)
				command := []string{probe, "signals", fmt.Sprint(len(want))}
				p := start(t, r.command(slices.Concat(test.options, command)...))
				p.ready()
				child := onlyChild(t, p.PID)
				for _, s := range stops {
					p.Signal(s)
					if test.arrives {
						p.See(p.Stdout, fmt.Sprintf("^signal %d ", s))
					} else {
						awaitState(t, child.PID, "T")
					}
					if !r.pid1 {
						awaitState(t, p.PID, "T")
					}
					p.arrives(cont)
				}
				p.Signal(usr1)
				p.WantStatus(0)
				p.wantSignals(want...)
			})
		}
	})
}
