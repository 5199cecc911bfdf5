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

// Signals of which all but the last leave the command alive, whose last one is its end: KILL follows it.
// 'held' is what does not arrive.
func TestKillAfter(t *testing.T) {
	const intr, quit = 2, 3
	tests := map[string]struct {
		options string
		arrive  []int // and leave the command alive
		held    []int // do not arrive, but leave it alive
		last    int
	}{
		"of TERM":         {"-k 0.05", []int{intr, quit, mark}, nil, term},
		"at once":         {"-k 0", []int{intr, quit, mark}, nil, term},
		"of another":      {"--kill-after=INT:0", []int{term, mark}, nil, intr},
		"of real-time":    {"-k RTMIN:1ms", []int{term, mark}, nil, rtmin},
		"later counts":    {"-k TERM:0 -k 1h -k HUP:0", []int{term, mark}, nil, hup},
		"short, long":     {"-k TERM:0 -k INT:1h", []int{intr, mark}, nil, term},
		"long, short":     {"-k TERM:1h -k INT:0", []int{term, mark}, nil, intr},
		"received counts": {"-r TERM:QUIT -k 1ms", []int{quit, mark}, nil, term},
		"sent does not":   {"-r INT:TERM -k INT:0", []int{term, mark}, nil, intr},
		"nothing sent":    {"-r TERM:0 -k 0 -k HUP:0", []int{mark}, []int{term}, hup},
		"held back":       {"-d TERM:1h -k 0", []int{mark}, []int{term}, term}, // the second is forwarded
		"delayed":         {"-d TERM:50ms -k 50ms", []int{mark}, nil, term},
	}
	eachMode(t, native, func(t *testing.T, r runner, option []string) {
		for name, test := range tests {
			t.Run(name, func(t *testing.T) {
				options := append(slices.Clone(option), strings.Fields(test.options)...)
				p := start(t, r.command(append(options, probe, "signals", "9")...))
				p.ready()
				for _, s := range test.held {
					p.Signal(s)
					p.arrives(mark)
				}
				for _, s := range test.arrive {
					p.arrives(s)
				}
				p.Signal(test.last)
				p.WantStatus(128 + kill)
			})
		}
	})
}

// The command gets the signal that starts the clock, and time to obey; then dumb-init exits with its status
// at once.
func TestKillAfterIsNotNeeded(t *testing.T) {
	eachMode(t, everyone, func(t *testing.T, r runner, option []string) {
		p := start(t, r.command(append(option, "-k", "1h", "-r", "TERM:QUIT", probe, "signals", "2")...))
		p.ready()
		p.arrives(mark)
		p.Signal(term)
		p.WantStatus(0)
		p.wantSignals(mark, 3)
	})
}

// In session mode KILL goes to the group, what is in it and still alive, on any architecture.
func TestKillAfterKillsGroup(t *testing.T) {
	each(t, everyone, func(t *testing.T, r runner) {
		p := start(t, r.command("-k", "10ms", probe, "leave", "5"))
		p.ready()
		p.Signal(term)
		p.WantStatus(128 + kill)
		kit.Eventually(t, "the end of both", p.Stdout.Ended)
		if strings.Contains(p.Stdout.String(), "end") || p.count(term) == 0 {
			t.Errorf("they were not killed after TERM:\n%s", p.Stdout)
		}
	})
}

// A command that is stopped takes no TERM until it is continued; KILL it takes.
func TestKillAfterOfStopped(t *testing.T) {
	eachMode(t, native, func(t *testing.T, r runner, option []string) {
		for _, after := range []string{"1h", "0"} {
			p := start(t, r.command(append(option, "-v", "-k", after, probe, "pause")...))
			p.ready()
			child := onlyChild(t, p.PID).PID
			kit.Try(t, syscall.Kill(child, syscall.SIGSTOP))
			awaitState(t, child, "T")
			p.Signal(term)
			p.See(p.Stderr, "Forwarded signal 15 to children")
			if after == "0" {
				p.WantStatus(128 + kill)
				continue
			}
			if s, _ := proc.Inspect(child); s.State != "T" {
				t.Errorf("state %s after TERM", s.State)
			}
			p.Signal(cont)
			p.WantStatus(128 + term)
		}
	})
}

// The clock goes on in storms, of orphans to reap and of signals.
func TestKillAfterInStorm(t *testing.T) {
	eachMode(t, containers(native), func(t *testing.T, r runner, option []string) {
		p := start(t, r.command(append(option, "-k", "20ms", probe, "storm", fmt.Sprint(1<<30))...))
		p.ready()
		p.Signal(term)
		for ended := false; !ended; {
			select {
			case <-p.Ended:
				ended = true
			default:
				syscall.Kill(p.PID, syscall.SIGUSR1)
			}
		}
		p.WantStatus(128 + kill)
	})
}
