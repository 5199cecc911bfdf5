package blackbox

import (
	"fmt"
	"slices"
	"syscall"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// With -a signals reach a daemon, which has called setsid; without it they do not. -w waits for the daemon in
// either case.
func TestAll(t *testing.T) {
	each(t, containers(everyone), func(t *testing.T, r runner) {
		for _, option := range []string{"-avw", "-acvw", "-vw"} {
			all := option[1] == 'a'
			p := start(t, r.command(option, probe, "leave", "5", "daemon"))
			p.ready()
			forwards := func(signal int) {
				p.See(p.Stderr, fmt.Sprintf(`Forwarded signal %d to children`, signal))
				kit.Eventually(t, "arrival", func() bool { return !all || p.count(signal) == 1 })
			}
			p.Signal(hup)
			forwards(hup)
			daemon := p.remains()
			forwards(term)
			p.Signal(usr1)
			forwards(usr1)
			if all {
				p.Signal(rtmax)
				p.WantStatus(5)
				p.wantSignals(hup, term, usr1, rtmax)
				continue
			}
			kit.Try(t, syscall.Kill(daemon, syscall.Signal(rtmax)))
			p.WantStatus(5)
			p.wantSignals(rtmax)
		}
	})
}

// KILL reaches a daemon as well, while the command's status stays.
func TestAllAndKill(t *testing.T) {
	each(t, containers(everyone), func(t *testing.T, r runner) {
		p := start(t, r.command("-aw", "-k", "20ms", probe, "leave", "5", "daemon"))
		p.ready()
		p.Stdin.Close()
		p.WantStatus(5)
		kit.Eventually(t, "the daemon's end", p.Stdout.Ended)
		if p.count(term) != 1 {
			t.Error("the daemon was not told")
		}
	})
}

// A real-time signal reaches the command as often as it was sent, once each.
func TestAllForwardsEach(t *testing.T) {
	each(t, containers(native), func(t *testing.T, r runner) {
		p := start(t, r.command("-a", probe, "signals", "101"))
		p.ready()
		for range 100 {
			p.Signal(rtmin)
		}
		p.Signal(mark)
		p.WantStatus(0)
		p.wantSignals(append(slices.Repeat([]int{rtmin}, 100), mark)...)
	})
}

// Where dumb-init is not PID 1, -a could reach the whole machine. It is refused, and no command is run.
func TestAllNeedsContainer(t *testing.T) {
	each(t, processes(everyone), func(t *testing.T, r runner) {
		for _, options := range [][]string{{"-a"}, {"--all", "-cw"}, {"-Pa"}} {
			if !slices.Contains(options, "-Pa") {
				options = append(options, "echo", "run")
			}
			stdout, stderr, status := kit.Outcome(t, r.command(options...))
			if want := "dumb-init: '--all' is not possible but for PID 1: from elsewhere it could reach the whole host\n" + tryHelp; stderr != want || stdout != "" || status != 1 {
				t.Errorf("%q: %d %q %q", options, status, stdout, stderr)
			}
		}
	})
}
