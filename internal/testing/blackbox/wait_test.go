package blackbox

import (
	"fmt"
	"slices"
	"strings"
	"syscall"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// With -w dumb-init waits for the process that the command leaves behind. It sends that process
// TERM, goes on forwarding signals to it, and exits with the command's status. The rules of -r
// hold for all of these signals, TERM included.
func TestWait(t *testing.T) {
	tests := []struct {
		name    string
		options string
		forTERM int // arrives in place of TERM, or none
		status  int
	}{
		{"plain", "", term, 5},
		{"rewritten", "-r TERM:QUIT", quit, 5},
		{"none", "-r TERM:0", none, 5},
		{"rewritten stop", "-r TTIN:TTIN", term, 5},
		{"status replaced", "-e 5:6", term, 6},
		{"time enough", "-k 1h", term, 5},
		{"another's time", "-k INT:0", term, 5},
		{"nothing sent, so no KILL", "-k 0 -r TERM:0", none, 5},
	}
	each(t, subreapers, func(t *testing.T, r runner) {
		for _, test := range tests {
			t.Run(test.name, func(t *testing.T) {
				options := append([]string{"-v", "-w"}, strings.Fields(test.options)...)
				p, _ := startLeave(t, r, options...)
				p.awaitSurvivor()
				var want []int
				if test.forTERM != none {
					want = append(want, test.forTERM)
					p.awaitArrivals(1)
				}
				p.arrives(usr1)
				want = append(want, usr1)
				p.Signal(term)
				if test.forTERM != none {
					want = append(want, test.forTERM)
					p.awaitArrivals(3)
				}
				p.Signal(rtmax)
				want = append(want, rtmax)
				p.WantStatus(test.status)
				p.wantSignals(want...)
			})
		}
	})
}

// If the command leaves no process behind, or one that ends by itself, dumb-init exits with the
// command's status.
func TestWaitForNobody(t *testing.T) {
	tests := []struct {
		name    string
		command []string
		status  int
	}{
		{"nobody", []string{probe, "exit", "7"}, 7},
		{"a job", []string{"sh", "-c", "sleep 0 & exit 7"}, 7},
		{"an orphan", []string{"sh", "-c", "(sleep 0.1 &); exit 7"}, 7},
		{"no command", []string{"/doesnotexist"}, 127},
	}
	eachMode(t, subreapers, func(t *testing.T, r runner, option []string) {
		for _, test := range tests {
			t.Run(test.name, func(t *testing.T) {
				words := slices.Concat(option, []string{"-w", "-k", "1h"}, test.command)
				start(t, r.command(words...)).WantStatus(test.status)
			})
		}
	})
}

// With -c dumb-init waits for the process that is left, and forwards nothing any more: it sends no
// TERM at the command's end, and no signal that it receives later or has held back.
//
// WINCH is held back after USR1 for the same time, so USR1's time is up as well when WINCH's is.
func TestWaitSingle(t *testing.T) {
	each(t, subreapers, func(t *testing.T, r runner) {
		longEnough(t, func(after string) bool {
			p, left := startLeave(t, r, "-cvw", "-d", "USR1:"+after, "-d", "WINCH:"+after)
			for _, held := range []int{usr1, winch} {
				p.Signal(held)
				p.See(p.Stderr, fmt.Sprintf("Received signal %d", held))
			}
			p.Stdin.Close()
			p.See(p.Stderr, "A child with PID ")
			p.Signal(term)
			p.See(p.Stderr, "Not forwarding signal 15 ")
			p.See(p.Stderr, "orward.* signal 28 ")
			kit.Try(t, syscall.Kill(left, syscall.Signal(rtmax)))
			status := p.Status()
			before, _, _ := strings.Cut(p.Stderr.String(), "A child with PID ")
			if strings.Contains(before, "Forwarded signal") {
				return false // the time was up before the command's end
			}
			if status != 5 {
				t.Errorf("exit status: got %d, want 5", status)
			}
			p.See(p.Stderr, "Not forwarding signal 10 ")
			p.See(p.Stderr, "Not forwarding signal 28 ")
			p.wantSignals(rtmax)
			return true
		})
	})
}

// With -c and -k the time that a signal has started before the command's end goes on. Then KILL
// ends the process that is left.
func TestWaitSingleAndKill(t *testing.T) {
	each(t, subreapers, func(t *testing.T, r runner) {
		longEnough(t, func(after string) bool {
			p, _ := startLeave(t, r, "-cvw", "-k", "HUP:"+after)
			p.Signal(hup) // reaches the command alone, which leaves it pending
			p.See(p.Stderr, "Forwarded signal 1 to children")
			p.Stdin.Close()
			if !p.endedInTime() {
				return false
			}
			if got := p.arrivals(); len(got) != 0 {
				t.Errorf("arrivals at the process left: got %v, want none", got)
			}
			return true
		})
	})
}
