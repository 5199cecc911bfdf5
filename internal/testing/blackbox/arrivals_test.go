package blackbox

import (
	"fmt"
	"slices"
	"strings"

	"dumb-init.alt/internal/testing/kit"
)

// arrival is a signal that the probe has taken and printed, with fields of its siginfo_t.
type arrival struct {
	signal int
	code   int
	pid    int // of the sender
	value  int // from sigqueue(3)
}

// arrivals returns the signals that the probe has printed so far.
func (p *running) arrivals() (all []arrival) {
	const format = "signal %d code %d pid %d value %d\n"
	for line := range strings.Lines(p.Stdout.String()) {
		var a arrival
		n, _ := fmt.Sscanf(line, format, &a.signal, &a.code, &a.pid, &a.value)
		if n == 4 {
			all = append(all, a)
		}
	}
	return all
}

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
	kit.Eventually(p.T, fmt.Sprint("arrival of signal ", signal), func() bool {
		return p.count(signal) > before
	})
}

// awaitArrivals waits until so many signals have arrived.
func (p *running) awaitArrivals(number int) {
	p.T.Helper()
	kit.Eventually(p.T, fmt.Sprint("arrivals: ", number), func() bool {
		return len(p.arrivals()) >= number
	})
}

// wantSignals waits until the probe has ended, and fails unless it took exactly these signals in
// this order.
func (p *running) wantSignals(want ...int) {
	p.T.Helper()
	p.See(p.Stdout, "^end$")
	var got []int
	for _, a := range p.arrivals() {
		got = append(got, a.signal)
	}
	if !slices.Equal(got, want) {
		p.T.Errorf("signals: got %v, want %v", got, want)
	}
}
