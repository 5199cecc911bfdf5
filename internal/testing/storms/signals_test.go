package storms

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"dumb-init.alt/internal/testing/proc"
)

// reached are the receivers that signals reach: the command, its process group, or all.
func (r runner) reached() [receivers]bool {
	every := r.has("-a")
	return [receivers]bool{true, every || !r.has("-c"), every}
}

// values reports whether a signal keeps its value: one that goes to a single process. What kill(2) sends to many has none.
func (r runner) values() bool { return r.has("-c") && !r.has("-a") }

// A million signals, sent by several at once. Each real-time signal that was queued arrives once, at each process that
// is to get it, and with -c in the order in which its sender sent it. Standard signals may merge on the way, but one of
// each kind arrives after the last was sent, and not more than were sent.
//
// The kernel keeps a limit on the signals that are pending for a user, and would merge even real-time signals of kill(2)
// where it is reached. So that of dumb-init is lower than that of the command: senders, who have to try again, wait for
// dumb-init, and it never finds the command's queue full. TestFullQueue tells what is left of this where it does.
func TestSignals(t *testing.T) {
	const senders = 3
	t.Logf("seed %d", *seed)
	each(t, everyone, func(t *testing.T, r runner) {
		share := size(20_000, 100_000) / senders
		if slices.Contains(everywhere, r) {
			share = size(250_000, 1_000_000)/senders + 1
		}
		p := start(t, r.command(storm, "signals"))
		command := p.prepared(receivers)
		before := p.figures()
		limitQueue(t, p.pid, pending(p.pid)+1000)
		all := make([]*sender, senders)
		var sending sync.WaitGroup
		var left atomic.Int32
		left.Store(senders)
		for i := range all {
			all[i] = newSender(i)
			sending.Go(func() {
				defer left.Add(-1)
				if err := all[i].send(p.pid, share); err != nil {
					t.Error(err)
				}
			})
		}
		stops := p.stops(r, command, func() bool { return left.Load() > 0 })
		sending.Wait()
		sent := p.exact(r, all)
		p.unchanged(before)
		p.oneByOne(r, all[0], standard)
		p.exact(r, all)
		p.terminated()
		t.Logf("%d signals sent, of which %d real-time ones arrived exactly; stopped and continued %d times", senders*share, sent, stops)
	})
}

// exact waits for the real-time signals that were sent, and compares what has arrived with what was sent.
func (p *running) exact(r runner, all []*sender) (realTimes uint64) {
	p.t.Helper()
	var sent, last [signals]uint64
	for _, s := range all {
		for _, signal := range kinds {
			sent[signal] += s.sent[signal]
			last[signal] = max(last[signal], s.last[signal])
			if signal >= realTime {
				realTimes += s.sent[signal]
			}
		}
	}
	for receiver, reached := range r.reached() {
		if !reached {
			for signal := 1; signal < signals; signal++ {
				if n := p.arrivals[receiver][signal].Load(); n > 0 {
					p.t.Errorf("signal %d is %d times where none is to be", signal, n)
				}
			}
			continue
		}
		p.eventually(fmt.Sprintf("%d real-time signals at receiver %d", realTimes, receiver), func() bool {
			arrived := uint64(0)
			for signal := realTime; signal < signals; signal++ {
				arrived += p.arrivals[receiver][signal].Load()
			}
			return arrived >= realTimes
		})
		for _, signal := range kinds {
			p.eventually(fmt.Sprintf("signal %d at receiver %d after the last was sent", signal, receiver), func() bool {
				return p.latest[receiver][signal].Load() >= last[signal]
			})
			arrived := p.arrivals[receiver][signal].Load()
			if signal >= realTime && arrived != sent[signal] || arrived > sent[signal] {
				p.t.Errorf("signal %d: %d sent, %d arrived at receiver %d", signal, sent[signal], arrived, receiver)
			}
		}
	}
	want := uint64(0)
	if r.values() {
		want = realTimes
	}
	if valued, disorder := p.valued.Load(), p.disorder.Load(); valued != want || disorder > 0 {
		p.t.Errorf("%d values arrived, want %d; out of order %d", valued, want, disorder)
	}
	return realTimes
}

// oneByOne sends signals alone: each arrives exactly once.
func (p *running) oneByOne(r runner, s *sender, kinds []int) {
	p.t.Helper()
	for _, signal := range kinds {
		var before [receivers]uint64
		for receiver := range before {
			before[receiver] = p.arrivals[receiver][signal].Load()
		}
		p.signal(signal)
		s.sent[signal]++
		for receiver, reached := range r.reached() {
			if reached {
				p.eventually(fmt.Sprintf("signal %d at receiver %d", signal, receiver), func() bool {
					return p.arrivals[receiver][signal].Load() == before[receiver]+1
				})
			}
		}
	}
}

// stops sends the signals that stop and continue as long as wanted, each when the last has done its work, since in the
// kernel those of the one kind drop what is pending of the other. All but with -c what arrives is STOP, which no process
// sees but in /proc. A dumb-init that is not PID 1 stops as well, itself after the command.
func (p *running) stops(r runner, command int, wanted func() bool) (times int) {
	stopped := func(pid int) bool { s, _ := proc.Inspect(pid); return s.State == "T" }
	for ; times == 0 || wanted(); times++ {
		for _, signal := range []syscall.Signal{syscall.SIGTSTP, syscall.SIGTTIN, syscall.SIGTTOU} {
			before := p.arrivals[theCommand][signal].Load()
			p.signal(int(signal))
			p.eventually(signal.String(), func() bool {
				if r.has("-c") {
					return p.arrivals[theCommand][signal].Load() == before+1
				}
				return stopped(command)
			})
			p.eventually("stop of dumb-init", func() bool { return r.pid1 || stopped(p.pid) })
			p.answered(int(syscall.SIGCONT))
		}
	}
	return times
}

// Where the command's queue is full, a real-time signal loses its value, and merges with one that is pending, as kill(2)
// does. But one of each kind arrives after the last was sent, and not more than were sent; and when there is room
// again, each arrives.
func TestFullQueue(t *testing.T) {
	each(t, everyone, func(t *testing.T, r runner) {
		p := start(t, r.command(storm, "signals"))
		command := p.prepared(receivers)
		before := p.figures()
		restore := limitQueue(t, command, 0)
		limitQueue(t, p.pid, pending(p.pid)+1000)
		s := newSender(0)
		try(t, s.send(p.pid, size(5000, 50_000)))
		for _, signal := range kinds {
			p.eventually(fmt.Sprintf("signal %d after the last that was sent", signal), func() bool {
				return p.latest[theCommand][signal].Load() >= s.last[signal]
			})
		}
		p.oneByOne(r, s, standard)
		for _, signal := range kinds {
			if n := p.arrivals[theCommand][signal].Load(); n > s.sent[signal] {
				t.Errorf("signal %d: %d sent, %d arrived", signal, s.sent[signal], n)
			}
		}
		if n := p.valued.Load(); n > 0 {
			t.Errorf("%d values arrived, where there was no room", n)
		}
		p.unchanged(before)
		restore()
		p.oneByOne(r, s, kinds)
		p.terminated()
	})
}
