package blackbox

import (
	"testing"
	"time"

	"dumb-init.alt/internal/testing/kit"
)

// The options that know a time wake dumb-init up while one runs, and not otherwise: neither before nor
// after it, nor while it waits for what the command has left behind. That nothing happens takes time to see.
func TestIdleWithOptions(t *testing.T) {
	each(t, native, func(t *testing.T, r runner) {
		options := []string{"-v", "-w", "-s", "-p", "TERM", "-e", "3:4", "-d", "USR1:20ms", "-k", "HUP:20ms"}
		fresh := start(t, r.command(append(options, probe, "pause")...))
		fresh.ready()
		before := start(t, r.command(append(options, probe, "signals", "3")...)) // after a delay
		before.ready()
		before.Signal(usr1)
		kit.Eventually(t, "USR1", func() bool { return before.count(usr1) == 1 })
		left := start(t, r.command(append(options, probe, "leave", "3")...)) // after the command's end
		left.ready()
		left.remains()
		kit.Eventually(t, "TERM", func() bool { return left.count(term) == 1 })
		paused := start(t, r.command("-P", "-v"))
		all := []*running{fresh, before, left, paused}
		var switches []string
		for _, p := range all {
			awaitWait(t, p.PID)
			switches = append(switches, p.switches())
		}
		time.Sleep(5 * time.Second)
		for i, p := range all {
			if now := p.switches(); now != switches[i] {
				t.Errorf("%q: context switches before %s, after %s", p.Cmd.Args, switches[i], now)
			}
		}
		before.Signal(usr1) // which is held back, and then forwarded
		kit.Eventually(t, "USR1", func() bool { return before.count(usr1) == 2 })
		if before.switches() == switches[1] {
			t.Error("a delay brings no context switch")
		}
	})
}

func (p *running) switches() string {
	p.T.Helper()
	return field(p.T, p.PID, "voluntary_ctxt_switches") + " " + field(p.T, p.PID, "nonvoluntary_ctxt_switches")
}
