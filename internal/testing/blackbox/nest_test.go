package blackbox

import (
	"maps"
	"os/exec"
	"testing"
)

// dumb-init may be the command of dumb-init, and that of another. Signals reach the innermost
// command through all of them, real-time signals as often as they were sent.
func TestNesting(t *testing.T) {
	const rt = 40
	eachMode(t, everyone, func(t *testing.T, r runner, option []string) {
		p := start(t, r.threefold(option, probe, "signals", "102"))
		p.ready()
		for range 100 {
			p.Signal(rt)
		}
		p.See(p.Stdout, "(?s:(signal 40 .*){100})")
		p.Signal(usr1)
		p.Signal(rtmax)
		p.WantStatus(0)
		p.See(p.Stdout, "^end$")
		got := map[int]int{}
		for _, a := range p.arrivals() {
			got[a.signal]++
		}
		want := map[int]int{rt: 100, usr1: 1, rtmax: 1}
		if !maps.Equal(got, want) {
			t.Errorf("signals and how often they arrived: got %v, want %v", got, want)
		}
	})
}

// The status of the innermost command goes through all of them as well.
func TestNestedStatus(t *testing.T) {
	eachMode(t, everyone, func(t *testing.T, r runner, option []string) {
		start(t, r.threefold(option, probe, "exit", "42")).WantStatus(42)
	})
}

// threefold returns dumb-init whose command is dumb-init whose command is dumb-init, each with an
// option.
func (r runner) threefold(option []string, command ...string) *exec.Cmd {
	innermost := r.words(append(option, command...)...)
	inner := r.words(append(option, innermost...)...)
	return r.command(append(option, inner...)...)
}

// A stop signal stops a dumb-init that is the command of another, and that one. CONT goes through
// both.
func TestNestedStop(t *testing.T) {
	each(t, processes(everyone), func(t *testing.T, r runner) {
		p := start(t, r.command(r.words(r.words(probe, "signals", "1")...)...))
		p.ready()
		p.Signal(tstp)
		awaitState(t, onlyChild(t, p.PID).PID, "T")
		awaitState(t, p.PID, "T")
		p.Signal(cont)
		p.WantStatus(0)
		// The outer dumb-init has sent STOP, which the inner one cannot pass on.
		p.wantSignals(cont)
	})
}
