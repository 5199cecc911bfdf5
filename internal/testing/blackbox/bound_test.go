package blackbox

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"dumb-init.alt/internal/testing/kit"
	"dumb-init.alt/internal/testing/proc"
)

// killAllAtEnd kills everything below dumb-init when the test ends, except the command.
func (p *running) killAllAtEnd() {
	p.T.Helper()
	for _, pid := range proc.Descendants(p.PID) {
		killAtEnd(p.T, pid)
	}
}

// -k bounds -w: KILL goes to whatever is left, wherever it has gone.
//
// None of the processes left obeys TERM. With -c nothing is sent at the command's end, so there
// TERM before it starts the time of -k.
func TestKillEndsWhateverIsLeft(t *testing.T) {
	tests := []struct {
		name    string
		command string // of the probe
	}{
		{"in the group", "leave 5"},
		{"in its own session", "leave 5 daemon"},
		{"two generations", "generations 5 2"},
		{"three generations", "generations 5 3"},
		{"ten generations", "generations 5 10"},
	}
	eachMode(t, subreapers, func(t *testing.T, r runner, option []string) {
		for _, test := range tests {
			t.Run(test.name, func(t *testing.T) {
				longEnough(t, func(after string) bool {
					options := slices.Concat(option, []string{"-v", "-w", "-k", after, probe})
					words := append(options, strings.Fields(test.command)...)
					p := start(t, r.command(words...))
					p.ready()
					p.killAllAtEnd()
					if option != nil {
						p.Signal(term)
						p.See(p.Stderr, "Forwarded signal 15 to children")
					}
					p.Stdin.Close()
					return p.endedInTime()
				})
			})
		}
	})
}

// KILL also ends many chains of daemons at once, each generation adopted after the one before.
func TestKillEndsManyGenerations(t *testing.T) {
	const script = `
for chain in 1 2 3 4 5 6 7 8; do
	"$0" generations 0 3 </dev/null &
done
wait
read line
exit 5`
	each(t, native, func(t *testing.T, r runner) {
		p := start(t, r.command("-w", "-k", "20ms", "sh", "-c", script, probe))
		p.See(p.Stdout, `(ready.*\n(.*\n)*){8}`)
		p.killAllAtEnd()
		p.Stdin.Close()
		p.WantStatus(5)
		p.leftIsKilled()
	})
}

// A process from outside, as 'docker exec' starts one, may leave an orphan in the container. -w
// waits for it, and KILL ends it.
func TestKillEndsWhatCameFromOutside(t *testing.T) {
	kit.NeedRoot(t)
	nsenter := kit.Need(t, "nsenter")
	eachMode(t, []runner{container}, func(t *testing.T, r runner, option []string) {
		longEnough(t, func(after string) bool {
			words := slices.Concat(option, []string{"-v", "-w", "-k", after, probe, "obey", "5"})
			p := start(t, r.command(words...))
			p.ready()
			cmd := process.command()
			cmd.Path = nsenter
			cmd.Args = []string{
				"nsenter", "--target", strconv.Itoa(p.PID), "--pid",
				probe, "leave", "0", "daemon",
			}
			guest := start(t, cmd)
			guest.ready()
			guest.Stdin.Close()
			kit.Eventually(t, "adoption", func() bool { return len(p.children()) == 2 })
			if option != nil {
				p.Signal(term)
				p.See(p.Stderr, "Forwarded signal 15 to children")
			}
			p.Stdin.Close()
			status := p.Status()
			guest.leftIsKilled()
			p.See(p.Stderr, `was terminated by signal 9 \(SIGKILL\)`)
			return status == 5
		})
	})
}

// endedInTime waits for the end, and fails unless the processes left have been killed. It reports
// whether the command had ended before the time of -k was up: then its status, 5, must be kept.
func (p *running) endedInTime() bool {
	p.T.Helper()
	status := p.Status()
	p.leftIsKilled()
	if status == 128+kill {
		return false
	}
	if status != 5 {
		p.T.Errorf("exit status: got %d, want 5", status)
	}
	return true
}

// With -c nothing is sent at the command's end. The time of -k begins there all the same: what does
// not end by itself is killed.
func TestKillEndsWhateverIsLeftWithoutTerm(t *testing.T) {
	each(t, subreapers, func(t *testing.T, r runner) {
		for _, left := range []string{"leave 5", "leave 5 daemon", "generations 5 3"} {
			words := []string{"-c", "-w", "-k", "20ms", probe}
			words = append(words, strings.Fields(left)...)
			p := start(t, r.command(words...))
			p.ready()
			p.killAllAtEnd()
			p.Stdin.Close()
			p.WantStatus(5)
			p.leftIsKilled()
		}
	})
}
