package storms

import (
	"testing"

	"dumb-init.alt/internal/testing/proc"
)

// In a storm of orphans every signal is answered, and after it no zombie is left.
//
// The orphans come in bursts from four processes on one processor, faster than dumb-init can reap
// them. dumb-init has the same processor, or another one. A signal is sent when the one before
// has been answered, and the storm goes on until after the last.
func TestOrphans(t *testing.T) {
	all := processors(t)
	last := all[len(all)-1]
	for _, test := range []struct {
		name      string
		processor int // of dumb-init
	}{
		{"same processor", last},
		{"other processor", all[0]},
	} {
		t.Run(test.name, func(t *testing.T) {
			each(t, oneOfEach, func(t *testing.T, r runner) {
				var p *running
				pinned(t, last, func() { p = start(t, r.command(load, "orphans", "500")) })
				p.prepared(1)
				pin(t, p.PID, test.processor)
				before := p.figures()
				p.begin.Store(1)
				sent := p.answers(size(5, 300))
				p.madeAtLeast(size(5000, 100_000))
				p.unchanged(before)
				p.stop.Store(1)
				p.calm()
				p.unchanged(before)
				t.Logf("%d orphans reaped, %d signals answered meanwhile, %d forks failed",
					p.made.Load(), sent, p.refused.Load())
				p.terminated()
			})
		})
	}
}

// A PID 1 that is no init keeps the orphans, and the storm does not go on: TestOrphans can fail.
func TestOrphansWithoutInit(t *testing.T) {
	container.need(t)
	cmd := container.command()
	cmd.Path = load
	cmd.Args = []string{"load", "orphans", "100"}
	p := start(t, cmd)
	p.begin.Store(1)
	p.eventually("zombies", func() bool { return proc.Zombies(p.PID) >= 100 })
}
