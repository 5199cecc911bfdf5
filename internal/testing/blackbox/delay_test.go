package blackbox

import (
	"slices"
	"testing"
	"time"

	"dumb-init.alt/internal/testing/proc"
)

// A signal is held back for its time before it arrives, and so is the next one.
func TestDelay(t *testing.T) {
	// The clock is read in whole milliseconds, so that a time may be shorter by almost one.
	const shortest = 299 * time.Millisecond
	eachMode(t, everyone, func(t *testing.T, r runner, option []string) {
		options := slices.Concat(option, []string{"-d", "TERM:0.3"})
		p := start(t, r.command(append(options, probe, "signals", "3")...))
		p.ready()
		for range 2 {
			sent := time.Now()
			p.arrives(term)
			if got := time.Since(sent); got < shortest {
				t.Errorf("time until TERM arrived: got %v, want at least %v", got, shortest)
			}
		}
		p.Signal(usr1)
		p.WantStatus(0)
		p.wantSignals(term, term, usr1)
	})
}

// The same signal again is forwarded at once, one for both. So is the third, and any after that:
// whoever asks twice does not want to wait.
func TestDelayedSignalAgain(t *testing.T) {
	eachMode(t, everyone, func(t *testing.T, r runner, option []string) {
		options := slices.Concat(option, []string{"-d", "TERM:1h"})
		p := start(t, r.command(append(options, probe, "signals", "5")...))
		p.ready()
		p.Signal(term)
		p.arrives(mark)
		for range 3 {
			p.arrives(term)
		}
		p.Signal(mark)
		p.WantStatus(0)
		p.wantSignals(mark, term, term, term, mark)
	})
}

// A signal without a delay, or with a delay of 0, is not held back, even while another one is.
func TestOtherSignalsAreNotDelayed(t *testing.T) {
	eachMode(t, everyone, func(t *testing.T, r runner, option []string) {
		options := slices.Concat(option, []string{"-d", "TERM:1h", "-d", "HUP:1h", "-d", "HUP:0"})
		p := start(t, r.command(append(options, probe, "signals", "4")...))
		p.ready()
		p.Signal(term)
		p.arrives(mark)
		p.arrives(hup)
		p.arrives(usr1)
		p.Signal(mark)
		p.WantStatus(0)
		p.wantSignals(mark, hup, usr1, mark)
	})
}

// A rewrite rule applies to a signal that was held back. A stop signal that is held back does not
// stop dumb-init yet.
func TestDelayAndRewrite(t *testing.T) {
	eachMode(t, everyone, func(t *testing.T, r runner, option []string) {
		rules := []string{"-d", "TERM:1ms", "-r", "TERM:INT", "-d", "TSTP:1h"}
		options := slices.Concat(option, rules)
		p := start(t, r.command(append(options, probe, "signals", "4")...))
		p.ready()
		p.Signal(tstp)
		p.arrives(mark)
		p.Signal(term)
		p.awaitArrivals(2)
		if s, _ := proc.Inspect(p.PID); s.State == "T" {
			t.Errorf("state of dumb-init: got T, want another while TSTP is held back")
		}
		p.arrives(intr)
		p.Signal(mark)
		p.WantStatus(0)
		p.wantSignals(mark, intr, intr, mark)
	})
}

// A signal that is held back does not keep dumb-init from seeing the command's end, and dumb-init
// does not wait for its time.
func TestEndDuringDelay(t *testing.T) {
	eachMode(t, subreapers, func(t *testing.T, r runner, option []string) {
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
