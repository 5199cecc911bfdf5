package blackbox

import (
	"testing"
	"time"

	"dumb-init.alt/internal/testing/kit"
)

// An idle dumb-init is never woken up.
//
// That nothing happens takes time to see. A machine that stalls meanwhile changes nothing.
func TestIdle(t *testing.T) {
	each(t, native, func(t *testing.T, r runner) {
		p := start(t, r.command(probe, "pause"))
		p.ready()
		awaitAsleep(t, p.PID)
		before := p.switches()
		time.Sleep(10 * time.Second)
		if after := p.switches(); after != before {
			t.Errorf("context switches: got %s, want %s as before", after, before)
		}
		// The proof that a signal would be counted. The command ignores WINCH.
		p.Signal(winch)
		kit.Eventually(t, "more context switches", func() bool { return p.switches() != before })
		p.Signal(term)
		p.WantStatus(128 + term)
	})
}

// No option wakes dumb-init up, except while a time runs that it has set: not before, not
// afterwards, and not while it waits for what the command has left behind. (That nothing happens
// takes time to see.)
func TestIdleWithOptions(t *testing.T) {
	options := []string{
		"-v",
		"-w",
		"-s",
		"-p", "TERM",
		"-e", "3:4",
		"-d", "USR1:20ms",
		"-k", "HUP:20ms",
	}
	each(t, native, func(t *testing.T, r runner) {
		run := func(job ...string) *running {
			p := start(t, r.command(append(append(options, probe), job...)...))
			p.ready()
			return p
		}
		fresh := run("pause")

		delayed := run("signals", "3")
		arrivesDelayed(delayed, 1)

		left := run("leave", "3")
		left.awaitSurvivor()
		kit.Eventually(t, "TERM", func() bool { return left.count(term) == 1 })

		paused := start(t, r.command("-P", "-v"))

		all := []*running{fresh, delayed, left, paused}
		var before []string
		for _, p := range all {
			awaitAsleep(t, p.PID)
			before = append(before, p.switches())
		}
		time.Sleep(5 * time.Second)
		for i, p := range all {
			if after := p.switches(); after != before[i] {
				t.Errorf("%q: context switches: got %s, want %s as before",
					p.Cmd.Args, after, before[i])
			}
		}

		// The proof that the test can fail: a delay wakes dumb-init up.
		arrivesDelayed(delayed, 2)
		if delayed.switches() == before[1] {
			t.Errorf("context switches after a delay: got %s as before, want more", before[1])
		}
	})
}

// arrivesDelayed sends USR1 and waits until it has arrived, so many times in all.
func arrivesDelayed(p *running, times int) {
	p.T.Helper()
	p.Signal(usr1)
	kit.Eventually(p.T, "USR1", func() bool { return p.count(usr1) == times })
}

// switches returns how often dumb-init has given up the processor, and has lost it
// (proc_pid_status(5)).
func (p *running) switches() string {
	p.T.Helper()
	voluntary := field(p.T, p.PID, "voluntary_ctxt_switches")
	return voluntary + " " + field(p.T, p.PID, "nonvoluntary_ctxt_switches")
}
