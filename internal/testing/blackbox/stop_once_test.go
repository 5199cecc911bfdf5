package blackbox

import (
	"fmt"
	"slices"
	"strings"
	"syscall"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// With -w the processes left behind are told to stop once. If TERM, or a signal that -k names, has
// been forwarded before, they get no TERM at the command's end: many programs take a second one as
// "now". Another signal, such as INT, does not mean that the stop has been asked for.
func TestStopIsAskedForOnce(t *testing.T) {
	tests := []struct {
		name    string
		options string
		sends   []pair
		atEnd   int // arrives when the command ends, or none
	}{
		{"no signal", "", nil, term},
		{"TERM", "", []pair{{term, term}}, none},
		{"TERM and more", "", []pair{{usr1, usr1}, {term, term}, {usr2, usr2}}, none},
		{"TERM twice", "", []pair{{term, term}, {term, term}}, none},
		{"TERM rewritten", "-r TERM:QUIT", []pair{{term, quit}}, none},
		{"TERM not forwarded", "-r TERM:0", []pair{{term, none}}, none},
		{"TERM of -k", "-k 1h", []pair{{term, term}}, none},
		{"TERM beside -k", "-k INT:1h", []pair{{term, term}}, none},
		{"INT of -k", "-k INT:1h", []pair{{intr, intr}}, none},
		{"INT of -k rewritten", "-k INT:1h -r INT:HUP", []pair{{intr, hup}}, none},
		{"INT of -k not forwarded", "-k INT:1h -r INT:0", []pair{{intr, none}}, term},
		{"HUP of -k", "-k TERM:1h -k HUP:1h", []pair{{hup, hup}}, none},
		{"INT rewritten to TERM", "-r INT:TERM", []pair{{intr, term}}, none},
		{"INT", "", []pair{{intr, intr}}, term},
		{"QUIT", "", []pair{{quit, quit}}, term},
		{"HUP", "", []pair{{hup, hup}}, term},
		{"INT beside -k", "-k 1h", []pair{{intr, intr}}, term},
		{"INT, TERM rewritten", "-r TERM:QUIT", []pair{{intr, intr}}, quit},
	}
	each(t, subreapers, func(t *testing.T, r runner) {
		for _, all := range []string{"", "-a"} {
			if all != "" && !r.pid1 {
				continue // -a is for PID 1
			}
			for _, test := range tests {
				t.Run(test.name+all, func(t *testing.T) {
					options := strings.Fields("-v -w " + all + " " + test.options)
					p, _ := startLeave(t, r, options...)
					want := p.sendsPairs(test.sends)
					p.awaitSurvivor()
					if test.atEnd != none {
						want = append(want, test.atEnd)
						p.awaitArrivals(len(want))
					}
					// These are forwarded as before.
					for _, s := range []int{usr2, usr1} {
						p.arrives(s)
						want = append(want, s)
					}
					p.Signal(rtmax)
					p.WantStatus(5)
					p.wantSignals(append(want, rtmax)...)
				})
			}
		}
	})
}

// sendsPairs sends signals, waits for what arrives in their place, and returns it.
func (p *running) sendsPairs(sends []pair) (arrive []int) {
	p.T.Helper()
	for _, s := range sends {
		p.Signal(s.sent)
		if s.arrives == none {
			p.See(p.Stderr, fmt.Sprintf(`Received signal %d\.\n(.*\n)*.*Not forwarding`, s.sent))
			continue
		}
		arrive = append(arrive, s.arrives)
		p.awaitArrivals(len(arrive))
	}
	return arrive
}

// With -w a TERM that comes after the command's end is forwarded, also if one has come before.
func TestTermAfterTheEndIsForwarded(t *testing.T) {
	each(t, subreapers, func(t *testing.T, r runner) {
		p, _ := startLeave(t, r, "-v", "-w")
		p.arrives(term)
		p.awaitSurvivor()
		p.arrives(term)
		p.Signal(rtmax)
		p.WantStatus(5)
		p.wantSignals(term, term, rtmax)
	})
}

// A TERM that -d holds back when the command ends has not been forwarded yet. So TERM is sent at
// the end, and not once more when the time is up.
//
// WINCH is held back after TERM for the same time, so TERM's time is up before WINCH arrives.
func TestHeldTermIsNotSentTwice(t *testing.T) {
	each(t, subreapers, func(t *testing.T, r runner) {
		longEnough(t, func(after string) bool {
			p, _ := startLeave(t, r, "-v", "-w", "-d", "TERM:"+after, "-d", "WINCH:"+after)
			p.Signal(term)
			p.See(p.Stderr, `Received signal 15\.\n.*Holding it back`)
			p.Signal(winch)
			p.See(p.Stderr, `Received signal 28\.\n.*Holding it back`)
			p.awaitSurvivor()
			kit.Eventually(t, "TERM and WINCH", func() bool {
				return p.count(term) > 0 && p.count(winch) > 0
			})
			p.Signal(rtmax)
			p.WantStatus(5)
			before, _, _ := strings.Cut(p.Stderr.String(), "A child with PID ")
			if strings.Contains(before, "Forwarded signal") {
				return false // the time was up before the command's end
			}
			p.wantSignals(term, winch, rtmax)
			return true
		})
	})
}

// Without -w the processes left behind get TERM at the command's end, whatever they have got
// before: dumb-init leaves them alone from then on.
func TestWithoutWaitTermComesAgain(t *testing.T) {
	tests := []struct {
		options string
		send    int
	}{
		{"", term},
		{"-k 1h", term},
		{"-k INT:1h", intr},
	}
	each(t, processes(everyone), func(t *testing.T, r runner) {
		for _, test := range tests {
			p, left := startLeave(t, r, strings.Fields(test.options)...)
			p.arrives(test.send)
			p.Stdin.Close()
			p.WantStatus(5)
			kit.Try(t, syscall.Kill(left, syscall.Signal(rtmax)))
			p.wantSignals(slices.Concat([]int{test.send}, []int{term, rtmax})...)
		}
	})
}
