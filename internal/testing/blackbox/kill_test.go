package blackbox

import (
	"fmt"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"dumb-init.alt/internal/testing/kit"
	"dumb-init.alt/internal/testing/proc"
)

// KILL follows the signal that a rule of -k names, and not sooner than the rule says. KILL does
// not follow another signal, or one that is not forwarded.
func TestKillAfter(t *testing.T) {
	tests := []struct {
		name    string
		options string
		absent  []int         // are sent first; do not arrive, and leave the command alive
		arrive  []int         // are sent next; arrive, and leave the command alive
		last    int           // is sent last, and ends in KILL
		after   time.Duration // from the last signal to KILL, at least
	}{
		{"of TERM", "-k 0.05", nil, []int{intr, quit, mark}, term, 50 * time.Millisecond},
		{"at once", "-k 0", nil, []int{intr, quit, mark}, term, 0},
		{"of another", "--kill-after=INT:0", nil, []int{term, mark}, intr, 0},
		{"of real-time", "-k RTMIN:1ms", nil, []int{term, mark}, rtmin, time.Millisecond},
		{"later counts", "-k TERM:0 -k 1h -k HUP:0", nil, []int{term, mark}, hup, 0},
		{"long, then short", "-k TERM:0 -k INT:1h", nil, []int{intr, mark}, term, 0},
		{"short, then long", "-k TERM:1h -k INT:0", nil, []int{term, mark}, intr, 0},
		{"received counts", "-r TERM:QUIT -k 1ms", nil, []int{quit, mark}, term, time.Millisecond},
		{"sent does not", "-r INT:TERM -k INT:0", nil, []int{term, mark}, intr, 0},
		{"nothing sent", "-r TERM:0 -k 0 -k HUP:0", []int{term}, []int{mark}, hup, 0},
		{"held back", "-d TERM:1h -k 0", []int{term}, []int{mark}, term, 0}, // forwards the second
		{"delayed", "-d TERM:50ms -k 50ms", nil, []int{mark}, term, 100 * time.Millisecond},
	}
	eachMode(t, native, func(t *testing.T, r runner, option []string) {
		for _, test := range tests {
			t.Run(test.name, func(t *testing.T) {
				options := slices.Concat(option, strings.Fields(test.options))
				p := start(t, r.command(append(options, probe, "signals", "9")...))
				p.ready()
				for _, s := range test.absent {
					p.Signal(s)
					p.arrives(mark)
					if got := p.count(s); got != 0 {
						t.Errorf("arrivals of signal %d: got %d, want none", s, got)
					}
				}
				for _, s := range test.arrive {
					p.arrives(s)
				}
				p.isKilledAfter(test.last, test.after)
			})
		}
	})
}

// isKilledAfter sends a signal, and waits until the command has died of KILL, which must not come
// before a time is over.
func (p *running) isKilledAfter(signal int, after time.Duration) {
	p.T.Helper()
	const rounding = 2 * time.Millisecond // the clock is read in whole ones, for -d and for -k
	sent := time.Now()
	p.Signal(signal)
	p.WantStatus(128 + kill)
	if got, want := time.Since(sent), after-rounding; got < want {
		p.T.Errorf("time until KILL: got %v, want at least %v", got, want)
	}
}

// The command gets the signal that starts the time of -k, and may end within that time. dumb-init
// then exits with the command's status at once.
func TestKillAfterIsNotNeeded(t *testing.T) {
	eachMode(t, everyone, func(t *testing.T, r runner, option []string) {
		options := slices.Concat(option, []string{"-k", "1h", "-r", "TERM:QUIT"})
		p := start(t, r.command(append(options, probe, "signals", "2")...))
		p.ready()
		p.arrives(mark)
		p.Signal(term)
		p.WantStatus(0)
		p.wantSignals(mark, quit)
	})
}

// forwardsKillAfter waits for debug lines by which dumb-init has forwarded a signal, and then KILL.
func (p *running) forwardsKillAfter(signal int) {
	p.T.Helper()
	p.See(p.Stderr, fmt.Sprintf(`(?s)Forwarded signal %d to .*Forwarded signal 9 to `, signal))
}

// In session mode KILL goes to the command's process group, to every process that is alive, on any
// architecture. The group gets the signal before KILL.
func TestKillAfterKillsGroup(t *testing.T) {
	tests := []struct {
		name    string
		options []string
		arrives int // and leaves the group alive
		last    int // ends in KILL, which may come before the group has taken the signal
	}{
		{"of TERM", []string{"-k", "10ms"}, usr1, term},
		{"of TERM, then of another", []string{"-k", "1h", "-k", "INT:10ms"}, term, intr},
	}
	each(t, everyone, func(t *testing.T, r runner) {
		for _, test := range tests {
			t.Run(test.name, func(t *testing.T) {
				p, _ := startLeave(t, r, append(test.options, "-v")...)
				p.arrives(test.arrives)
				p.Signal(test.last)
				p.WantStatus(128 + kill)
				p.leftIsKilled()
				p.forwardsKillAfter(test.last)
			})
		}
	})
}

// A stopped command does not take TERM before it is continued.
func TestTermOfStopped(t *testing.T) {
	eachMode(t, native, func(t *testing.T, r runner, option []string) {
		p, command := startStopped(t, r, slices.Concat(option, []string{"-k", "1h"}))
		p.Signal(term)
		p.See(p.Stderr, "Forwarded signal 15 to children")
		if s, _ := proc.Inspect(command); s.State != "T" {
			t.Errorf("state after TERM: got %s, want T", s.State)
		}
		p.Signal(cont)
		p.WantStatus(128 + term)
	})
}

// A stopped command takes KILL.
func TestKillAfterOfStopped(t *testing.T) {
	eachMode(t, native, func(t *testing.T, r runner, option []string) {
		p, _ := startStopped(t, r, slices.Concat(option, []string{"-k", "0"}))
		p.Signal(term)
		p.WantStatus(128 + kill)
		p.forwardsKillAfter(term)
	})
}

// startStopped starts dumb-init, and stops its command, but not dumb-init.
func startStopped(t *testing.T, r runner, options []string) (p *running, command int) {
	t.Helper()
	p = start(t, r.command(append(options, "-v", probe, "pause")...))
	p.ready()
	command = onlyChild(t, p.PID).PID
	kit.Try(t, syscall.Kill(command, syscall.SIGSTOP))
	awaitState(t, command, "T")
	return p, command
}
