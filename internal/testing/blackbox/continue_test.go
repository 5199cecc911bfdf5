package blackbox

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/testing/kit"
	"dumb-init.alt/internal/testing/proc"
)

// CONT right after a stop signal is not lost: if it is pending when dumb-init has forwarded the
// stop signal, dumb-init does not stop itself, and forwards CONT.
//
// dumb-init stands at the exit of the call that has taken the stop signal when CONT comes.
func TestContinueRightAfterStop(t *testing.T) {
	eachMode(t, []runner{process}, func(t *testing.T, r runner, option []string) {
		for _, s := range []int{tstp, ttin, ttou} {
			words := slices.Concat(option, []string{probe, "signals", "9"})
			p, pid := withParent(t, r, r.words(words...)...)
			p.PID = pid
			p.enter()
			p.ready()
			awaitAsleep(t, p.PID)
			stopsAndContinues(t, p, s)
			kit.Eventually(t, "arrival of CONT", func() bool { return p.count(cont) == 1 })
			p.arrives(mark) // so neither dumb-init nor the command is stopped
		}
	})
}

// stopsAndContinues sends dumb-init a stop signal, and CONT when dumb-init has just taken that.
func stopsAndContinues(t *testing.T, p *running, stop int) {
	t.Helper()
	traced := attach(t, p.PID)
	p.Signal(stop)
	traced.runToResult(unix.SYS_RT_SIGTIMEDWAIT, stop)
	p.Signal(cont)
	traced.detach()
}

// A command that dumb-init has stopped takes TERM, INT or HUP, since CONT follows. Without CONT it
// would stay stopped, with the signal pending.
func TestContinueAfterTermOfStopped(t *testing.T) {
	tests := []struct {
		name    string
		options string
		stop    int
		send    int
		status  int
	}{
		{"TERM", "", tstp, term, 128 + term},
		{"INT", "", tstp, intr, 128 + intr},
		{"HUP", "", tstp, hup, 128 + hup},
		{"after TTIN", "", ttin, term, 128 + term},
		{"after TTOU", "", ttou, term, 128 + term},
		{"rewritten", "-r TERM:QUIT", tstp, term, 128 + quit},
		{"held back", "-d TERM:20ms", tstp, term, 128 + term},
		{"to all", "-a", tstp, term, 128 + term},
		{"stop rewritten to STOP", "-r TSTP:STOP", tstp, term, 128 + term},
		{"waiting", "-w -k 1h", tstp, term, 128 + term},
	}
	eachMode(t, containers(native), func(t *testing.T, r runner, option []string) {
		for _, test := range tests {
			t.Run(test.name, func(t *testing.T) {
				options := slices.Concat(option, strings.Fields(test.options))
				p := start(t, r.command(slices.Concat(options, []string{probe, "pause"})...))
				p.ready()
				command := onlyChild(t, p.PID).PID
				p.Signal(test.stop)
				awaitState(t, command, "T")
				p.Signal(test.send)
				p.WantStatus(test.status)
			})
		}
	})
}

// CONT follows TERM once, and follows no other signal.
func TestContinueFollowsOnce(t *testing.T) {
	each(t, containers(native), func(t *testing.T, r runner) {
		p := start(t, r.command(probe, "signals", "6"))
		p.ready()
		command := onlyChild(t, p.PID).PID
		p.Signal(tstp)
		awaitState(t, command, "T")
		p.Signal(usr1)
		p.Signal(winch)
		kit.Eventually(t, "WINCH pending", func() bool { return isPending(command, winch) })
		if s, _ := proc.Inspect(command); s.State != "T" {
			t.Errorf("state after USR1 and WINCH: got %s, want T", s.State)
		}
		p.Signal(term)
		p.awaitArrivals(4) // the lowest number first
		p.arrives(term)    // to a command that goes on: no CONT
		p.Signal(mark)
		p.WantStatus(0)
		p.wantSignals(usr1, term, cont, winch, term, mark)
	})
}

// CONT follows nothing if the command was not stopped, or has been continued since, or if the stop
// signal was not forwarded.
func TestContinueDoesNotFollow(t *testing.T) {
	each(t, containers(native), func(t *testing.T, r runner) {
		p := start(t, r.command("-r", "TTIN:0", probe, "signals", "8"))
		p.ready()
		command := onlyChild(t, p.PID).PID
		p.arrives(term)
		p.Signal(tstp)
		awaitState(t, command, "T")
		p.arrives(cont)
		p.arrives(term)
		p.Signal(ttin)
		p.arrives(hup)
		p.arrives(usr1)
		p.arrives(usr2)
		p.arrives(winch)
		p.arrives(mark)
		p.WantStatus(0)
		p.wantSignals(term, cont, term, hup, usr1, usr2, winch, mark)
	})
}
