package blackbox

import (
	"fmt"
	"slices"
	"strings"
	"syscall"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// With -a signals reach a daemon, a process that has left the session of the command. Without -a
// they do not. With -w dumb-init waits for the daemon in either case.
func TestAll(t *testing.T) {
	tests := []struct {
		options string
		want    []int // arrive at the daemon, before RTMAX ends it
	}{
		{"-avw", []int{hup, term, usr1}},
		{"-acvw", []int{hup, term, usr1}},
		{"-vw", nil},
	}
	each(t, containers(everyone), func(t *testing.T, r runner) {
		for _, test := range tests {
			p := start(t, r.command(test.options, probe, "leave", "5", "daemon"))
			p.ready()
			forwarded := func(signal int) {
				p.See(p.Stderr, fmt.Sprintf(`Forwarded signal %d to children`, signal))
				if slices.Contains(test.want, signal) {
					kit.Eventually(t, "arrival", func() bool { return p.count(signal) == 1 })
				}
			}
			p.Signal(hup)
			forwarded(hup)
			daemon := p.awaitSurvivor()
			forwarded(term) // comes by itself when the command has ended
			p.Signal(usr1)
			forwarded(usr1)
			if test.want == nil {
				kit.Try(t, syscall.Kill(daemon, syscall.Signal(rtmax)))
			} else {
				p.Signal(rtmax)
			}
			p.WantStatus(5)
			p.wantSignals(append(test.want, rtmax)...)
		}
	})
}

// With -a the time of -k is over for a daemon as well: KILL reaches it some time after TERM was
// forwarded. The status stays that of the command.
func TestAllAndKill(t *testing.T) {
	each(t, containers(everyone), func(t *testing.T, r runner) {
		p := start(t, r.command("-avw", "-k", "20ms", probe, "leave", "5", "daemon"))
		p.ready()
		p.Stdin.Close()
		p.WantStatus(5)
		p.See(p.Stderr, `Forwarded signal 15 to children`)
		kit.Eventually(t, "the end of the daemon", p.Stdout.Ended)
		if got := p.Stdout.String(); strings.Contains(got, "end") {
			t.Errorf("output of the daemon: got\n%swant no end by itself", got)
		}
	})
}

// With -a a real-time signal still reaches the command once for each time that it was sent.
func TestAllForwardsEach(t *testing.T) {
	each(t, containers(native), func(t *testing.T, r runner) {
		p := start(t, r.command("-a", probe, "signals", "101"))
		p.ready()
		for range 100 {
			p.Signal(rtmin)
		}
		p.Signal(mark)
		p.WantStatus(0)
		want := append(slices.Repeat([]int{rtmin}, 100), mark)
		p.wantSignals(want...)
	})
}
