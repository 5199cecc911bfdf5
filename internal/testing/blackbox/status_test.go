package blackbox

import (
	"fmt"
	"testing"
)

// dumb-init exits with the status of its command. The emulators, which are slow to start, are given only
// some of all.
func TestExitStatus(t *testing.T) {
	each(t, everyone, func(t *testing.T, r runner) {
		step := 1
		if r.emulated() {
			step = 17
		}
		for status := 0; status <= 255; status += step {
			cmd := r.command(probe, "exit", fmt.Sprint(status))
			if status%2 == 1 {
				cmd = r.command("-c", probe, "exit", fmt.Sprint(status))
			}
			start(t, cmd).WantStatus(status)
		}
	})
}

// Where a signal has killed the command, the status is what a shell gives it.
func TestKilledStatus(t *testing.T) {
	each(t, everyone, func(t *testing.T, r runner) {
		for s := 1; s <= rtmax; s++ {
			switch s {
			case chld, cont, stop, tstp, ttin, ttou, winch, 23: // they kill nobody; 23 is URG
				start(t, r.command(probe, "exit", "0")).WantStatus(0)
			default:
				if r.emulated() && s%5 != 0 || !r.passes(s) {
					continue
				}
				start(t, r.command(probe, "die", fmt.Sprint(s))).WantStatus(128 + r.inside(s))
			}
		}
	})
}
