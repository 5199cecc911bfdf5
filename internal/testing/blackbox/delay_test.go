package blackbox

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"dumb-init.alt/internal/testing/kit"
	"dumb-init.alt/internal/testing/proc"
)

// mark is a signal that comes after all that were sent before it: the kernel hands out the lowest number first.
const mark = rtmax - 1

// count returns how often a signal has arrived.
func (p *running) count(signal int) (n int) {
	for _, a := range p.arrivals() {
		if a.signal == signal {
			n++
		}
	}
	return n
}

// arrives sends a signal, and waits until it has arrived.
func (p *running) arrives(signal int) {
	p.T.Helper()
	before := p.count(signal)
	p.Signal(signal)
	kit.Eventually(p.T, fmt.Sprint("arrival of ", signal), func() bool { return p.count(signal) > before })
}

// A signal is held back for a time, and then comes; the next one is held back anew.
func TestDelay(t *testing.T) {
	eachMode(t, everyone, func(t *testing.T, r runner, option []string) {
		p := start(t, r.command(append(option, "-d", "TERM:0.3", probe, "signals", "3")...))
		p.ready()
		for range 2 {
			sent := time.Now()
			p.arrives(term)
			if after := time.Since(sent); after < 299*time.Millisecond { // the clock is read in whole milliseconds
				t.Errorf("it came after %v", after)
			}
		}
		p.Signal(usr1)
		p.WantStatus(0)
		p.wantSignals(term, term, usr1)
	})
}

// The same signal again is forwarded at once, for both; other signals are never held back. Nor is one with a
// delay of 0.
func TestDelayedSignalAgain(t *testing.T) {
	eachMode(t, everyone, func(t *testing.T, r runner, option []string) {
		p := start(t, r.command(append(option, "-v", "-d", "TERM:1h", "-d", "HUP:1h", "-d", "HUP:0", probe, "signals", "6")...))
		p.ready()
		for range 2 { // what is held back after the two is a new one
			p.Signal(term)
			p.arrives(mark)
			p.arrives(term)
		}
		p.Signal(term)
		p.arrives(hup)
		p.Signal(mark)
		p.WantStatus(0)
		p.wantSignals(mark, term, mark, term, hup, mark)
	})
}

// What is held back is translated when its time has come; stop signals stop dumb-init no sooner.
func TestDelayAndRewrite(t *testing.T) {
	eachMode(t, everyone, func(t *testing.T, r runner, option []string) {
		p := start(t, r.command(append(option, "-d", "TERM:1ms", "-r", "TERM:INT", "-d", "TSTP:1h", probe, "signals", "4")...))
		p.ready()
		p.Signal(tstp)
		p.arrives(mark)
		p.Signal(term)
		kit.Eventually(t, "INT", func() bool { return p.count(2) == 1 })
		if s, _ := proc.Inspect(p.PID); s.State == "T" {
			t.Error("dumb-init is stopped")
		}
		p.arrives(2)
		p.Signal(mark)
		p.WantStatus(0)
		p.wantSignals(mark, 2, 2, mark)
	})
}

// The command's end is seen while a signal is held back, which holds up nothing.
func TestEndDuringDelay(t *testing.T) {
	eachMode(t, waiting, func(t *testing.T, r runner, option []string) {
		for _, more := range [][]string{nil, {"-w"}} {
			options := slices.Concat(option, more, []string{"-v", "-d", "TERM:1h"})
			p := start(t, r.command(append(options, probe, "obey", "7")...))
			p.ready()
			p.Signal(term)
			p.See(p.Stderr, "Holding it back for 3600000 ms")
			p.Stdin.Close()
			p.WantStatus(7)
		}
	})
}
