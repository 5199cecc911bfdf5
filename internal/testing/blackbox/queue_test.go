package blackbox

import (
	"fmt"
	"slices"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// A real-time signal that was queued a thousand times arrives a thousand times. In -c mode the
// values arrive with it, in the order in which they were sent.
//
// A signal of a higher number comes after all of them, and ends the probe.
func TestQueuedSignals(t *testing.T) {
	const times = 1000
	const firstValue = 7
	eachMode(t, everyone, func(t *testing.T, r runner, option []string) {
		for _, n := range []int{0, 3, 20} {
			t.Run(fmt.Sprintf("RTMIN+%d", n), func(t *testing.T) {
				queued, last := rtmin+n, rtmin+n+1
				words := slices.Concat(option, []string{probe, "signals", fmt.Sprint(times + 1)})
				p := start(t, r.command(words...))
				p.ready()
				for i := range times {
					kit.Try(t, kit.Sigqueue(p.PID, queued, firstValue+i))
				}
				kit.Try(t, kit.Sigqueue(p.PID, last, 0))
				p.WantStatus(0)
				p.wantSignals(append(slices.Repeat([]int{queued}, times), last)...)
				if option == nil {
					return
				}
				for i, got := range p.arrivals()[:times] {
					if want := firstValue + i; got.code != kit.SIQueue || got.value != want {
						t.Fatalf("arrival %d: got code %d and value %d, want code %d and value %d",
							i, got.code, got.value, kit.SIQueue, want)
					}
				}
			})
		}
	})
}
