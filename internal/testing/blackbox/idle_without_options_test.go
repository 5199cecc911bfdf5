package blackbox

import (
	"testing"
	"time"

	"dumb-init.alt/internal/testing/kit"
)

// An idle dumb-init is never woken up.
//
// That nothing happens takes time to see. A machine that stalls meanwhile changes nothing.
func TestIdle(t *testing.T) {
	each(t, native, func(t *testing.T, r runner) {
		p := start(t, r.command(probe, "pause"))
		p.ready()
		switches := func() string {
			return field(t, p.PID, "voluntary_ctxt_switches") + " voluntary, " +
				field(t, p.PID, "nonvoluntary_ctxt_switches") + " others"
		}
		awaitAsleep(t, p.PID)
		before := switches()
		time.Sleep(10 * time.Second)
		if after := switches(); after != before {
			t.Errorf("context switches: got %s, want %s as before", after, before)
		}
		// The proof that a signal would be counted. The command ignores WINCH.
		p.Signal(winch)
		kit.Eventually(t, "more context switches", func() bool { return switches() != before })
		p.Signal(term)
		p.WantStatus(128 + term)
	})
}
