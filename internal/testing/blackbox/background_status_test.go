package blackbox

import (
	"slices"
	"strings"
	"syscall"
	"testing"

	"dumb-init.alt/internal/testing/kit"
	"dumb-init.alt/internal/testing/proc"
)

// endOne has a daemon end by itself, and waits until it is reaped.
func (p *running) endOne(daemon int) {
	p.T.Helper()
	kit.Try(p.T, syscall.Kill(daemon, syscall.Signal(rtmax)))
	kit.Eventually(p.T, "the end of a daemon", func() bool {
		_, exists := proc.Inspect(daemon)
		return !exists
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
