package blackbox

import (
	"fmt"
	"sync"
	"syscall"
	"testing"
	"time"

	"dumb-init.alt/internal/testing/kit"
)

// Signals are forwarded while orphans come and have to be reaped without end.
func TestSignalsInStormOfOrphans(t *testing.T) {
	eachMode(t, containers(everyone), func(t *testing.T, r runner, option []string) {
		p := start(t, r.command(append(option, probe, "storm", "20")...))
		p.ready()
		for range 10 {
			for _, s := range []int{winch, rtmin + 3} {
				before := len(p.arrivals())
				p.Signal(s)
				kit.Eventually(t, fmt.Sprint("signal ", s), func() bool { return len(p.arrivals()) > before })
			}
		}
		p.WantStatus(0)
	})
}

// The end of the command is seen while a signal of a lower number, which the kernel hands out before
// CHLD, comes again and again.
func TestEndInStormOfSignals(t *testing.T) {
	eachMode(t, everyone, func(t *testing.T, r runner, option []string) {
		p := start(t, r.command(append(option, probe, "obey", "42")...))
		p.ready()
		var senders sync.WaitGroup
		for range 2 {
			senders.Go(func() {
				for p.Cmd.Process.Signal(syscall.SIGUSR1) == nil {
				}
			})
		}
		p.Stdin.Close()
		p.WantStatus(42)
		senders.Wait()
	})
}

// An idle dumb-init is never woken up. That nothing happens takes time to see.
func TestIdle(t *testing.T) {
	each(t, native, func(t *testing.T, r runner) {
		p := start(t, r.command(probe, "pause"))
		p.ready()
		switches := func() string {
			return field(t, p.PID, "voluntary_ctxt_switches") + " " + field(t, p.PID, "nonvoluntary_ctxt_switches")
		}
		kit.Eventually(t, "a tenth of a second without a switch, when all that belongs to the start is done", func() bool {
			before := switches()
			time.Sleep(100 * time.Millisecond)
			return switches() == before
		})
		before := switches()
		time.Sleep(10 * time.Second)
		if after := switches(); after != before {
			t.Errorf("context switches before %s, after %s", before, after)
		}
		p.Signal(term) // and this is one that is counted
		p.WantStatus(128 + term)
	})
}
