package blackbox

import (
	"fmt"
	"slices"
	"strings"
	"syscall"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// pair is a signal that is sent, and the one that arrives in place of it.
type pair struct {
	sent    int
	arrives int // or none
}

// none is in place of a signal that does not arrive.
const none = 0

// A rule of -r forwards another signal in place of the one that dumb-init receives, or none. Of
// two rules for a signal the later one counts. What is forwarded is not translated again.
func TestRewrite(t *testing.T) {
	tests := []struct {
		name  string
		rules string
		sends []pair
	}{
		{"number", "-r 15:3", []pair{{term, quit}, {quit, quit}, {usr1, usr1}}},
		{"none", "-r TERM:0", []pair{{term, none}, {usr1, usr1}, {term, none}, {usr2, usr2}}},
		{"name", "-r RTMIN+1:USR1", []pair{{rtmin + 1, usr1}, {rtmin, rtmin}}},
		{"real-time", "-r USR1:RTMAX-1", []pair{{usr1, rtmax - 1}, {usr2, usr2}}},
		{"swapped", "-r 10:12 -r 12:10", []pair{{usr1, usr2}, {usr2, usr1}}},
		{"later", "-r 10:1 -r 12:2 -r 10:15", []pair{{usr1, term}, {usr2, intr}}},
		{"itself", "-r 10:0 -r USR1:sigusr1", []pair{{usr1, usr1}, {usr2, usr2}}},
		{"attached", "-r10:2 --rewrite=HUP:0", []pair{{hup, none}, {usr1, intr}, {usr2, usr2}}},
		{"to CHLD", "-r USR1:CHLD", []pair{{usr1, chld}, {chld, none}, {usr2, usr2}}},
		{"to CONT", "-r USR1:CONT", []pair{{usr1, cont}, {usr2, usr2}}},
		{"of CONT", "-r CONT:USR1", []pair{{cont, usr1}, {usr2, usr2}}},
		{"highest", "-r 1:64 -r 64:1 -r 2:63 -r 63:2", []pair{{1, 64}, {64, 1}, {2, 63}, {63, 2}}},
	}
	eachMode(t, native, func(t *testing.T, r runner, option []string) {
		for _, test := range tests {
			t.Run(test.name, func(t *testing.T) {
				options := slices.Concat(option, strings.Fields(test.rules))
				number := fmt.Sprint(len(test.sends))
				p := start(t, r.command(append(options, probe, "signals", number)...))
				p.ready()
				var want []int
				for i, s := range test.sends {
					p.Signal(s.sent)
					if s.arrives == none {
						p.Signal(mark) // would arrive after the signal sent
						want = append(want, mark)
					} else {
						want = append(want, s.arrives)
					}
					p.awaitArrivals(i + 1)
				}
				p.WantStatus(0)
				p.wantSignals(want...)
			})
		}
	})
}

// When the command has ended, the processes left in its group get TERM, to which the rules of -r
// apply. With -c they get nothing.
//
// The test sends RTMAX after that, which ends the process left. In a container that process would
// be gone, since the kernel kills all processes of a PID namespace when its PID 1 has ended.
func TestTermAtTheEnd(t *testing.T) {
	tests := []struct {
		name    string
		options string
		want    []int
	}{
		{"session", "", []int{term, rtmax}},
		{"rewritten", "-r 15:3", []int{quit, rtmax}},
		{"none", "-r 15:0", []int{rtmax}},
		{"single", "-c", []int{rtmax}},
		{"both", "-c -r 15:3", []int{rtmax}},
	}
	each(t, processes(everyone), func(t *testing.T, r runner) {
		for _, test := range tests {
			t.Run(test.name, func(t *testing.T) {
				p, left := startLeave(t, r, strings.Fields(test.options)...)
				p.Stdin.Close()
				p.WantStatus(5)
				kit.Try(t, syscall.Kill(left, syscall.Signal(rtmax)))
				p.wantSignals(test.want...)
			})
		}
	})
}
