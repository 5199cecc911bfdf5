package blackbox

import (
	"fmt"
	"testing"

	"golang.org/x/sys/unix"
)

// dumb-init exits with the status of its command. The emulators, which are slow to start, are given
// some statuses only.
func TestExitStatus(t *testing.T) {
	each(t, everyone, func(t *testing.T, r runner) {
		step := 1
		if r.emulated() {
			step = 17
		}
		for status := 0; status <= 255; status += step {
			words := []string{probe, "exit", fmt.Sprint(status)}
			if status%2 == 1 {
				words = append([]string{"-c"}, words...)
			}
			start(t, r.command(words...)).WantStatus(status)
		}
	})
}

// If a signal has killed the command, dumb-init exits with 128 and the number of the signal, as a
// shell does. A signal that kills nobody leaves the command its own status.
func TestKilledStatus(t *testing.T) {
	const notKilled = 98 // testdata/probe.c
	each(t, everyone, func(t *testing.T, r runner) {
		for s := 1; s <= rtmax; s++ {
			want := 128 + r.numberInside(s)
			switch s {
			case stop, tstp, ttin, ttou:
				continue // TestStopSignals has them
			case chld, cont, winch, int(unix.SIGURG):
				want = notKilled
			default:
				if r.emulated() && s%5 != 0 || !r.passes(s) {
					continue
				}
			}
			start(t, r.command(probe, "die", fmt.Sprint(s))).WantStatus(want)
		}
	})
}
