package storms

import "fmt"

// reached tells which receivers signals reach: the command, its process group, or all.
func (r runner) reached() [receiverCount]bool {
	all := r.has("-a")
	return [receiverCount]bool{
		theCommand: true,
		theMember:  all || !r.has("-c"),
		theDaemon:  all,
	}
}

// keepsValues reports whether a signal keeps its value: one that is sent to a single process
// does. What kill(2) sends to many has none.
func (r runner) keepsValues() bool {
	return r.has("-c") && !r.has("-a")
}

// exact waits for the signals that were sent, and compares what has arrived with them. It returns
// how many real-time signals were sent.
func (p *running) exact(r runner, all []*sender) (realTimes uint64) {
	p.T.Helper()
	sent, last := total(all)
	for signal := realTime; signal < signalCount; signal++ {
		realTimes += sent[signal]
	}
	for receiver, reached := range r.reached() {
		if !reached {
			p.nothingArrived(receiver)
			continue
		}
		what := fmt.Sprintf("%d real-time signals at receiver %d", realTimes, receiver)
		p.eventually(what, func() bool { return p.realTimeArrivals(receiver) >= realTimes })
		for _, signal := range kinds {
			p.arrivesAfter(last[signal], signal, receiver)
			got := p.arrivals[receiver][signal].Load()
			lost := signal >= realTime && got < sent[signal]
			if lost || got > sent[signal] {
				p.T.Errorf("arrivals of signal %d at receiver %d: got %d, sent %d",
					signal, receiver, got, sent[signal])
			}
		}
	}
	want := uint64(0)
	if r.keepsValues() {
		want = realTimes
	}
	if got := p.valued.Load(); got != want {
		p.T.Errorf("values: got %d, want %d", got, want)
	}
	if got := p.disorder.Load(); got > 0 {
		p.T.Errorf("values out of order: got %d, want none", got)
	}
	return realTimes
}

// total returns how many of each signal all senders have sent, and the moment before the last.
func total(all []*sender) (sent, last [signalCount]uint64) {
	for _, s := range all {
		for _, signal := range kinds {
			sent[signal] += s.sent[signal]
			last[signal] = max(last[signal], s.last[signal])
		}
	}
	return sent, last
}

func (p *running) realTimeArrivals(receiver int) (n uint64) {
	for signal := realTime; signal < signalCount; signal++ {
		n += p.arrivals[receiver][signal].Load()
	}
	return n
}

// nothingArrived fails if a receiver has got any signal.
func (p *running) nothingArrived(receiver int) {
	p.T.Helper()
	for signal := 1; signal < signalCount; signal++ {
		if got := p.arrivals[receiver][signal].Load(); got > 0 {
			p.T.Errorf("arrivals of signal %d at receiver %d: got %d, want none",
				signal, receiver, got)
		}
	}
}

// arrivesAfter waits until a signal has arrived after a moment, in nanoseconds of CLOCK_MONOTONIC.
func (p *running) arrivesAfter(moment uint64, signal, receiver int) {
	p.T.Helper()
	what := fmt.Sprintf("signal %d at receiver %d after the last was sent", signal, receiver)
	p.eventually(what, func() bool { return p.latest[receiver][signal].Load() >= moment })
}

// oneByOne sends signals, each after the one before has arrived: every one arrives exactly once.
func (p *running) oneByOne(r runner, s *sender, kinds []int) {
	p.T.Helper()
	for _, signal := range kinds {
		var before [receiverCount]uint64
		for receiver := range before {
			before[receiver] = p.arrivals[receiver][signal].Load()
		}
		p.Signal(signal)
		s.sent[signal]++
		for receiver, reached := range r.reached() {
			if !reached {
				continue
			}
			p.eventually(fmt.Sprintf("signal %d at receiver %d", signal, receiver), func() bool {
				return p.arrivals[receiver][signal].Load() == before[receiver]+1
			})
		}
	}
}
