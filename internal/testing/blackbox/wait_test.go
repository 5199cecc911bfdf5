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

// remains waits until the command of probe's job "leave" has ended, and returns what it has left behind.
func (p *running) remains() int {
	p.T.Helper()
	p.Stdin.Close()
	p.See(p.Stderr, "A child with PID .* exited")
	kit.Eventually(p.T, "adoption", func() bool { return len(proc.Children(p.PID)) == 1 })
	return onlyChild(p.T, p.PID).PID
}

// With -w dumb-init waits for what the command leaves behind, tells it to end, as the rewrite rules say, and
// goes on forwarding signals to it. The status is the command's.
func TestWait(t *testing.T) {
	tests := map[string]struct {
		options string
		want    []int
		status  int
	}{
		"plain":              {"", []int{term, usr1, term, rtmax}, 5},
		"rewritten":          {"-r TERM:QUIT", []int{3, usr1, 3, rtmax}, 5},
		"none":               {"-r TERM:0", []int{usr1, rtmax}, 5},
		"rewritten stop":     {"-r TTIN:TTIN", []int{term, usr1, term, rtmax}, 5},
		"status replaced":    {"-e 5:6", []int{term, usr1, term, rtmax}, 6},
		"time enough":        {"-k 1h", []int{term, usr1, term, rtmax}, 5},
		"another's time":     {"-k INT:0", []int{term, usr1, term, rtmax}, 5},
		"nothing, so no end": {"-k 0 -r TERM:0", []int{usr1, rtmax}, 5},
	}
	each(t, waiting, func(t *testing.T, r runner) {
		for name, test := range tests {
			t.Run(name, func(t *testing.T) {
				options := append([]string{"-v", "-w"}, strings.Fields(test.options)...)
				p := start(t, r.command(append(options, probe, "leave", "5")...))
				p.ready()
				p.remains()
				for i, signal := range test.want[:len(test.want)-1] {
					if signal == usr1 {
						p.Signal(usr1)
					} else if i > 0 { // the first comes by itself
						p.Signal(term)
					}
					kit.Eventually(t, fmt.Sprint("arrival of ", signal), func() bool { return len(p.arrivals()) > i })
				}
				p.Signal(rtmax)
				p.WantStatus(test.status)
				p.wantSignals(test.want...)
			})
		}
	})
}

// With -k what remains has some time to obey the TERM at the end, or that of before.
func TestWaitAndKill(t *testing.T) {
	each(t, waiting, func(t *testing.T, r runner) {
		for _, test := range []struct {
			options string
			want    int // that arrives
		}{{"-k 0.05", term}, {"-r TERM:QUIT --kill-after 50ms", 3}, {"-a -k 50ms", term}} {
			if strings.Contains(test.options, "-a") && !r.pid1 {
				continue
			}
			options := append([]string{"-v", "-w"}, strings.Fields(test.options)...)
			p := start(t, r.command(append(options, probe, "leave", "5")...))
			p.ready()
			p.Stdin.Close()
			p.WantStatus(5)
			kit.Eventually(t, "the end of what remained", p.Stdout.Ended)
			if strings.Contains(p.Stdout.String(), "end") || p.count(test.want) != 1 {
				t.Errorf("it was not killed after signal %d", test.want)
			}
			p.See(p.Stderr, `was terminated by signal 9 \(SIGKILL\)`)
		}
	})
}

// The clock that a TERM has started goes on when the command has ended.
func TestWaitAndKillFromBefore(t *testing.T) {
	each(t, waiting, func(t *testing.T, r runner) {
		p := start(t, r.command("-v", "-w", "-k", "HUP:0.3", probe, "leave", "5"))
		p.ready()
		p.arrives(hup)
		p.Stdin.Close()
		status := p.Status()
		kit.Eventually(t, "the end of what remained", p.Stdout.Ended)
		if status != 5 && status != 128+kill || strings.Contains(p.Stdout.String(), "end") { // 137 where the machine is slow
			t.Errorf("status %d", status)
		}
	})
}

// Where the command has obeyed, and nothing remains, there is nothing to wait for.
func TestWaitForNobody(t *testing.T) {
	eachMode(t, waiting, func(t *testing.T, r runner, option []string) {
		for _, words := range [][]string{{probe, "exit", "7"}, {"sh", "-c", "sleep 0 & exit 7"}, {"sh", "-c", "(sleep 0.1 &); exit 7"}} {
			options := append(slices.Clone(option), "-w", "-k", "1h")
			start(t, r.command(append(options, words...)...)).WantStatus(7)
		}
		start(t, r.command(append(option, "-w", "/doesnotexist")...)).WantStatus(127)
	})
}

// With -c what remains is waited for, but nothing is sent any more: not TERM at the end, no signal that
// comes later, no KILL when a time is up.
func TestWaitSingle(t *testing.T) {
	each(t, waiting, func(t *testing.T, r runner) {
		p := start(t, r.command("-cvw", "-k", "HUP:0.2", "-d", "USR1:0.2", probe, "leave", "5"))
		p.ready()
		p.Signal(hup) // reaches the command alone, which leaves it pending
		p.See(p.Stderr, "Forwarded signal 1 to children")
		p.Signal(usr1)
		p.See(p.Stderr, "Received signal 10")
		remains := p.remains()
		p.Signal(term)
		p.See(p.Stderr, "Not forwarding signal 10 ")
		p.See(p.Stderr, "Not forwarding signal 15 ")
		kit.Try(t, syscall.Kill(remains, syscall.Signal(rtmax)))
		p.WantStatus(5)
		p.wantSignals(rtmax)
	})
}
