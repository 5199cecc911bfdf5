package blackbox

import (
	"fmt"
	"testing"

	"dumb-init.alt/internal/testing/kit"
	"dumb-init.alt/internal/testing/proc"
)

// dumb-init reaps orphans, and daemons, which are orphans with a session of their own.
func TestReap(t *testing.T) {
	each(t, containers(everyone), func(t *testing.T, r runner) {
		for _, arguments := range [][]string{{}, {"session"}} {
			number := 10000
			if r.emulated() || len(arguments) > 0 {
				number = 1000
			}
			p := start(t, r.command(append([]string{probe, "orphans", fmt.Sprint(number)}, arguments...)...))
			p.See(p.Stdout, "^ended$")
			kit.Eventually(t, "no zombie", func() bool { return proc.Zombies(p.PID) == 0 })
			onlyChild(t, p.PID)
			p.Signal(term)
			p.WantStatus(128 + term)
		}
	})
}

// The proof that the test above can fail: a PID 1 that is no init keeps them all.
func TestWithoutInitZombiesRemain(t *testing.T) {
	each(t, []runner{container}, func(t *testing.T, r runner) {
		cmd := r.command()
		cmd.Path, cmd.Args = probe, []string{"probe", "orphans", "100"}
		p := start(t, cmd)
		p.See(p.Stdout, "^ended$")
		kit.Eventually(t, "zombies", func() bool { return proc.Zombies(p.PID) == 100 })
	})
}

// And as PID 1, a program that has no handler for TERM does not even notice it.
func TestWithoutInitTermIsIgnored(t *testing.T) {
	each(t, []runner{container}, func(t *testing.T, r runner) {
		cmd := r.command()
		cmd.Path, cmd.Args = probe, []string{"probe", "pause"}
		p := start(t, cmd)
		p.ready()
		p.Signal(term) // the kernel drops it right here
		awaitState(t, p.PID, "S")
		if pending := field(t, p.PID, "ShdPnd"); pending != nothing {
			t.Errorf("pending: %s", pending)
		}
	})
}
