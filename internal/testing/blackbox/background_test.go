package blackbox

import (
	"fmt"
	"slices"
	"strings"
	"syscall"
	"testing"

	"dumb-init.alt/internal/testing/kit"
	"dumb-init.alt/internal/testing/proc"
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

// endOne has a daemon end by itself, and waits until it is reaped.
func (p *running) endOne(daemon int) {
	p.T.Helper()
	kit.Try(p.T, syscall.Kill(daemon, syscall.Signal(rtmax)))
	kit.Eventually(p.T, "the end of a daemon", func() bool {
		_, exists := proc.Inspect(daemon)
		return !exists
	})
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

// With -b the status is that of the last child that has ended with another status than 0, or 0.
func TestBackgroundStatus(t *testing.T) {
	tests := []struct {
		name     string
		options  string
		statuses []int // of the daemons, in the order in which they end
		want     int
	}{
		{"all 0", "", []int{0, 0}, 0},
		{"one", "", []int{3}, 3},
		{"first", "", []int{3, 0}, 3},
		{"last", "", []int{0, 4}, 4},
		{"last of two", "", []int{3, 4}, 4},
		{"in the middle", "", []int{3, 4, 0, 0}, 4},
		{"replaced", "-e 3:8", []int{3}, 8},
	}
	eachMode(t, subreapers, func(t *testing.T, r runner, option []string) {
		for _, test := range tests {
			t.Run(test.name, func(t *testing.T) {
				options := slices.Concat(option, strings.Fields(test.options))
				p, daemons := startDaemons(t, r, options, test.statuses...)
				for _, daemon := range daemons {
					p.endOne(daemon)
				}
				p.WantStatus(test.want)
			})
		}
	})
}

// A signal that kills a daemon counts as a status, as for the command.
func TestBackgroundStatusOfKilled(t *testing.T) {
	tests := []struct {
		options string
		want    int
	}{
		{"", 128 + kill},
		{"-e KILL:0", 0},
		{"-e 137:6", 6},
	}
	each(t, subreapers, func(t *testing.T, r runner) {
		for _, test := range tests {
			p, daemons := startDaemons(t, r, strings.Fields(test.options), 3)
			kit.Try(t, syscall.Kill(daemons[0], syscall.SIGKILL))
			p.WantStatus(test.want)
		}
	})
}

// With -b a command that ends with status 0 and leaves nothing behind ends dumb-init.
func TestBackgroundOfNobody(t *testing.T) {
	eachMode(t, subreapers, func(t *testing.T, r runner, option []string) {
		words := slices.Concat(option, []string{"-b", probe, "exit", "0"})
		start(t, r.command(words...)).WantStatus(0)
	})
}

// With -b a command that ends with another status has failed. The end is then as without -b: the
// processes left in its group get TERM, and dumb-init exits, with -w when all have ended.
func TestBackgroundOfFailedCommand(t *testing.T) {
	eachMode(t, subreapers, func(t *testing.T, r runner, option []string) {
		words := slices.Concat(option, []string{"-b", "-v", probe, "leave", "5"})
		p := start(t, r.command(words...))
		p.ready()
		p.killAllAtEnd()
		left := proc.Descendants(p.PID)
		p.Stdin.Close()
		p.WantStatus(5)
		if _, lives := p.Stderr.Match(livingOn); lives {
			t.Errorf("standard error: got %q, want it without %q", p.Stderr, livingOn)
		}
		if r.pid1 {
			return // the kernel has killed all others
		}
		kit.Try(t, syscall.Kill(left[len(left)-1], syscall.Signal(rtmax)))
		want := []int{term, rtmax}
		if option != nil {
			want = []int{rtmax}
		}
		p.wantSignals(want...)
	})
}

// So it is if a signal has killed the command.
func TestBackgroundOfKilledCommand(t *testing.T) {
	eachMode(t, native, func(t *testing.T, r runner, option []string) {
		p := start(t, r.command(slices.Concat(option, []string{"-b", "-v", probe, "pause"})...))
		p.ready()
		p.Signal(term)
		p.WantStatus(128 + term)
		if _, lives := p.Stderr.Match(livingOn); lives {
			t.Errorf("standard error: got %q, want it without %q", p.Stderr, livingOn)
		}
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

// With -b a daemon may leave others behind in turn, generation after generation. dumb-init exits
// when none is left.
func TestBackgroundOfGenerations(t *testing.T) {
	eachMode(t, subreapers, func(t *testing.T, r runner, option []string) {
		words := slices.Concat(option, []string{"-b", "-v", probe, "generations", "0", "4"})
		p := start(t, r.command(words...))
		p.ready()
		p.killAllAtEnd()
		p.Stdin.Close()
		p.See(p.Stderr, livingOn)
		for range 4 {
			var heir []int
			kit.Eventually(t, "adoption", func() bool {
				heir = p.children()
				return len(heir) == 1
			})
			p.endByKill(heir[0])
		}
		p.WantStatus(128 + kill)
	})
}

// endByKill kills a process, and waits until it is reaped.
func (p *running) endByKill(pid int) {
	p.T.Helper()
	kit.Try(p.T, syscall.Kill(pid, syscall.SIGKILL))
	kit.Eventually(p.T, "the end of a process", func() bool {
		_, exists := proc.Inspect(pid)
		return !exists
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
