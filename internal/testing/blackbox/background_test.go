package blackbox

import (
	"fmt"
	"slices"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// livingOn is dumb-init's debug line about a command that has gone into the background.
const livingOn = `\[dumb-init\] Child exited with status 0\. Living on in the background\.`

// startDaemons starts dumb-init -b with a command that starts daemons, which have forked twice, and
// ends. Each daemon ends with one of the statuses. startDaemons returns the daemons, as the test
// sees them, in the order of the statuses.
func startDaemons(t *testing.T, r runner, options []string, statuses ...int) (
	p *running, daemons []int,
) {
	t.Helper()
	const script = `
for status; do
	"$0" daemon "$status"
done`
	words := slices.Concat([]string{"-b", "-v"}, options, []string{"sh", "-c", script, probe})
	for _, status := range statuses {
		words = append(words, fmt.Sprint(status))
	}
	p = start(t, r.command(words...))
	p.See(p.Stderr, livingOn)
	kit.Eventually(t, "adoption", func() bool {
		daemons = p.children()
		return len(daemons) == len(statuses)
	})
	for _, pid := range daemons {
		killAtEnd(t, pid)
	}
	return p, daemons
}

// With -b a command that ends with status 0 may leave a daemon behind. Nothing is sent to it then,
// and from then on it gets every signal, once. When it has ended, dumb-init exits.
func TestBackground(t *testing.T) {
	eachMode(t, subreapers, func(t *testing.T, r runner, option []string) {
		for _, more := range [][]string{nil, {"-w"}, {"-k", "1h"}, {"-s"}} {
			p, daemons := startDaemons(t, r, slices.Concat(option, more), 0)
			var want []int
			for _, s := range []int{hup, intr, quit, usr1, usr2, term, cont, winch, rtmin} {
				p.arrives(s)
				want = append(want, s)
			}
			for range 5 {
				kit.Try(t, kit.Sigqueue(p.PID, rtmin, 7))
				want = append(want, rtmin)
			}
			p.awaitArrivals(len(want))
			if len(p.children()) != 1 {
				t.Errorf("children: got %v, want %v", p.children(), daemons)
			}
			p.Signal(rtmax)
			p.WantStatus(0)
			p.wantSignals(append(want, rtmax)...)
		}
	})
}

// With -b every daemon gets the signals.
func TestBackgroundSignalsEveryDaemon(t *testing.T) {
	eachMode(t, subreapers, func(t *testing.T, r runner, option []string) {
		p, _ := startDaemons(t, r, option, 0, 0, 0)
		for _, s := range []int{usr1, term} {
			p.Signal(s)
			kit.Eventually(t, "three arrivals", func() bool { return p.count(s) == 3 })
		}
		p.Signal(rtmax)
		p.WantStatus(0)
		kit.Eventually(t, "the end of the output", p.Stdout.Ended)
		for _, s := range []int{usr1, term, rtmax} {
			if got := p.count(s); got != 3 {
				t.Errorf("arrivals of signal %d: got %d, want 3", s, got)
			}
		}
	})
}

// With -b a process that the command has left in its group gets the signals as well. It gets them
// once, although it is in the group and has become dumb-init's child.
func TestBackgroundSignalsTheGroup(t *testing.T) {
	each(t, subreapers, func(t *testing.T, r runner) {
		p := start(t, r.command("-b", "-v", probe, "leave", "0"))
		p.ready()
		p.killAllAtEnd()
		p.Stdin.Close()
		p.See(p.Stderr, livingOn)
		for _, s := range []int{usr1, term, hup, rtmin, rtmin} {
			p.arrives(s)
		}
		p.Signal(rtmax)
		p.WantStatus(0)
		p.wantSignals(usr1, term, hup, rtmin, rtmin, rtmax)
	})
}

// With -b and -k the daemons get KILL some time after TERM.
func TestBackgroundAndKill(t *testing.T) {
	eachMode(t, subreapers, func(t *testing.T, r runner, option []string) {
		for _, more := range [][]string{nil, {"-w"}} {
			options := slices.Concat(option, more, []string{"-k", "20ms"})
			p, _ := startDaemons(t, r, options, 0, 0)
			p.Signal(term)
			p.WantStatus(128 + kill)
			p.leftIsKilled()
		}
	})
}

// With -b signals before the command's end go where they go without -b.
func TestBackgroundBeforeTheEnd(t *testing.T) {
	eachMode(t, subreapers, func(t *testing.T, r runner, option []string) {
		p := start(t, r.command(slices.Concat(option, []string{"-b", probe, "signals", "3"})...))
		p.ready()
		want := []int{usr1, term, mark}
		for _, s := range want {
			p.arrives(s)
		}
		p.WantStatus(0)
		p.wantSignals(want...)
	})
}
