package blackbox

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/testing/kit"
)

// Signals by their numbers: some are not named in package unix, and others not the same there.
const (
	hup   = int(unix.SIGHUP)
	ill   = int(unix.SIGILL)
	fpe   = int(unix.SIGFPE)
	kill  = int(unix.SIGKILL)
	bus   = int(unix.SIGBUS)
	usr1  = int(unix.SIGUSR1)
	segv  = int(unix.SIGSEGV)
	pipes = int(unix.SIGPIPE)
	term  = int(unix.SIGTERM)
	chld  = int(unix.SIGCHLD)
	cont  = int(unix.SIGCONT)
	stop  = int(unix.SIGSTOP)
	tstp  = int(unix.SIGTSTP)
	ttin  = int(unix.SIGTTIN)
	ttou  = int(unix.SIGTTOU)
	winch = int(unix.SIGWINCH)
	rtmin = 34
	rtmax = 64
)

// catchable returns all signals that a process can take.
func catchable(r runner) (all []int) {
	for s := 1; s <= rtmax; s++ {
		if s != kill && s != stop && r.passes(s) {
			all = append(all, s)
		}
	}
	return all
}

// arrival is a signal that the probe has printed.
type arrival struct{ signal, code, pid, value int }

func (p *running) arrivals() (all []arrival) {
	for line := range strings.Lines(p.Stdout.String()) {
		var a arrival
		if n, _ := fmt.Sscanf(line, "signal %d code %d pid %d value %d\n", &a.signal, &a.code, &a.pid, &a.value); n == 4 {
			all = append(all, a)
		}
	}
	return all
}

// wantSignals waits until the probe has ended, and compares the signals that it got.
func (p *running) wantSignals(want ...int) {
	p.T.Helper()
	p.See(p.Stdout, "^end$")
	var got []int
	for _, a := range p.arrivals() {
		got = append(got, a.signal)
	}
	if !slices.Equal(got, want) {
		p.T.Errorf("got signals %v, want %v", got, want)
	}
}

// own is dumb-init's process ID, as its command sees it.
func (p *running) own(r runner) int {
	if r.pid1 {
		return 1
	}
	return p.PID
}

// Every signal arrives at the command exactly once, from dumb-init, and nothing else does.
//
// One is sent when the one before has arrived, and the probe takes the lowest that is pending. What
// came twice would thus be seen at the latest with the end, when the probe takes all that is left.
func TestEverySignalArrivesOnce(t *testing.T) {
	eachMode(t, everyone, func(t *testing.T, r runner, option []string) {
		sent := slices.DeleteFunc(catchable(r), func(s int) bool {
			return s == chld || s == tstp || s == ttin || s == ttou
		})
		p := start(t, r.command(append(option, probe, "signals", fmt.Sprint(len(sent)))...))
		p.ready()
		p.Signal(chld) // means dumb-init itself
		for _, s := range sent {
			p.Signal(s)
			p.See(p.Stdout, fmt.Sprintf(`^signal %d `, s))
		}
		p.WantStatus(0)
		p.wantSignals(sent...)
		for _, a := range p.arrivals() {
			if a.code != 0 || a.pid != p.own(r) {
				t.Errorf("signal %d has the code %d and the sender %d", a.signal, a.code, a.pid)
			}
		}
	})
}

// A terminal's stop signals stop the command, and dumb-init with it: for a shell, it is the job. (A PID 1
// cannot be stopped from inside its namespace.) CONT wakes both.
func TestStopSignals(t *testing.T) {
	want := map[string]struct {
		option []string
		stops  bool
	}{
		"session":   {nil, true},
		"rewritten": {[]string{"-r", "TSTP:TSTP", "-r", "TTIN:TTIN", "-r", "TTOU:TTOU"}, false},
		"single":    {[]string{"-c"}, false},
	}
	each(t, everyone, func(t *testing.T, r runner) {
		for name, mode := range want {
			t.Run(name, func(t *testing.T) {
				p := start(t, r.command(append(mode.option, probe, "signals", "9")...))
				p.ready()
				child := onlyChild(t, p.PID)
				var arrive []int
				for i, s := range []int{tstp, ttin, ttou} {
					p.Signal(s)
					if mode.stops {
						awaitState(t, child.PID, "T")
					} else {
						p.See(p.Stdout, fmt.Sprintf("^signal %d ", s))
						arrive = append(arrive, s)
					}
					if !r.pid1 {
						awaitState(t, p.PID, "T")
					}
					p.Signal(cont)
					p.See(p.Stdout, fmt.Sprintf(`(?s:(signal %d .*){%d})`, cont, i+1))
					arrive = append(arrive, cont)
				}
				for len(arrive) < 9 {
					p.Signal(usr1)
					arrive = append(arrive, usr1)
					kit.Eventually(t, "USR1", func() bool { return len(p.arrivals()) == len(arrive) })
				}
				p.WantStatus(0)
				p.wantSignals(arrive...)
			})
		}
	})
}

// A signal that the command sends to its process group reaches dumb-init too in -c mode, where the group
// is dumb-init's, and is forwarded as any other.
func TestSignalToOwnGroup(t *testing.T) {
	eachMode(t, everyone, func(t *testing.T, r runner, option []string) {
		p := start(t, r.command(append(option, probe, "group", "2", "40")...))
		child := p.ready()
		if option == nil {
			p.See(p.Stdout, "^signal 40 ")
			p.Signal(40)
		}
		p.WantStatus(0)
		p.wantSignals(40, 40)
		got := p.arrivals()
		if got[0].pid != child {
			slices.Reverse(got)
		}
		if got[0].pid != child || got[1].pid != p.own(r) {
			t.Errorf("senders are %d and %d, want %d and %d", got[0].pid, got[1].pid, child, p.own(r))
		}
	})
}
