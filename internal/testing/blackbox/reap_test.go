package blackbox

import (
	"fmt"
	"os/exec"
	"slices"
	"strconv"
	"testing"

	"dumb-init.alt/internal/testing/kit"
	"dumb-init.alt/internal/testing/proc"
)

// awaitZombies waits until a process has so many children that have ended and are not reaped.
func awaitZombies(t testing.TB, pid, number int) {
	t.Helper()
	kit.Eventually(t, fmt.Sprint("zombies: ", number), func() bool {
		return proc.Zombies(pid) == number
	})
}

// dumb-init reaps orphans, and daemons, which are orphans with a session of their own.
func TestReap(t *testing.T) {
	const fewer = 1000 // under emulation each takes longer
	tests := []struct {
		number int
		kind   []string // further arguments of the probe
	}{
		{10000, nil},
		{fewer, []string{"session"}},
	}
	each(t, containers(everyone), func(t *testing.T, r runner) {
		for _, test := range tests {
			number := test.number
			if r.emulated() {
				number = fewer
			}
			command := slices.Concat([]string{probe, "orphans", strconv.Itoa(number)}, test.kind)
			p := start(t, r.command(command...))
			p.See(p.Stdout, "^ended$")
			awaitZombies(t, p.PID, 0)
			onlyChild(t, p.PID)
			p.Signal(term)
			p.WantStatus(128 + term)
		}
	})
}

// withoutInit returns the probe as PID 1 of a container, in place of dumb-init.
func withoutInit(r runner, job ...string) *exec.Cmd {
	cmd := r.command()
	cmd.Path = probe
	cmd.Args = append([]string{"probe"}, job...)
	return cmd
}

// The proof that the test above can fail: a PID 1 that is no init leaves all orphans as zombies.
func TestWithoutInitZombiesRemain(t *testing.T) {
	each(t, []runner{container}, func(t *testing.T, r runner) {
		p := start(t, withoutInit(r, "orphans", "100"))
		p.See(p.Stdout, "^ended$")
		awaitZombies(t, p.PID, 100)
	})
}

// The reason for an init: a program as PID 1 that has no handler for TERM does not even notice
// TERM.
func TestWithoutInitTermIsIgnored(t *testing.T) {
	each(t, []runner{container}, func(t *testing.T, r runner) {
		p := start(t, withoutInit(r, "pause"))
		p.ready()
		p.Signal(term) // is dropped before kill(2) returns (sig_task_ignored, kernel/signal.c)
		awaitState(t, p.PID, "S")
		if got := field(t, p.PID, "ShdPnd"); got != noSignals {
			t.Errorf("pending signals: got %s, want none", got)
		}
	})
}
