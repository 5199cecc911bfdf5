package storms

import (
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"dumb-init.alt/internal/testing/proc"
)

// Of a million signals from several senders none is lost, doubled or sent to a wrong process.
//
// Each real-time signal that was queued arrives once at each process that is to get it, and with
// -c in the order in which its sender sent it. Standard signals may merge on the way, but one of
// each kind arrives after the last was sent, and no more arrive than were sent.
//
// The kernel limits the signals that are pending for a user. At the limit it merges even
// real-time signals of kill(2). So dumb-init has a lower limit than the command: senders, who try
// again, wait for dumb-init, and dumb-init never finds the command's queue full. TestFullQueue is
// about that case.
func TestSignals(t *testing.T) {
	const senders = 3
	t.Logf("seed %d", *seed)
	each(t, everyRunner, func(t *testing.T, r runner) {
		share := size(20_000, 100_000) / senders
		if slices.Contains(oneOfEach, r) {
			share = size(250_000, 1_000_000)/senders + 1
		}
		p := start(t, r.command(load, "signals"))
		command := p.prepared(receiverCount)
		before := p.figures()
		limitQueue(t, p.PID, pending(p.PID)+1000)
		all, sending := p.sendAll(senders, share)
		stops := p.stops(r, command, sending) // until all are sent
		realTimes := p.exact(r, all)
		p.unchanged(before)
		p.oneByOne(r, all[0], standard)
		p.exact(r, all)
		p.terminated()
		t.Logf("%d signals sent, of which %d were real-time ones; stopped and continued %d times",
			senders*share, realTimes, stops)
	})
}

// sendAll starts senders. Each sends a share of signals. sending reports whether one still does.
func (p *running) sendAll(senders, share int) (all []*sender, sending func() bool) {
	var left atomic.Int32
	var done sync.WaitGroup
	left.Store(int32(senders))
	for number := range senders {
		s := newSender(number)
		all = append(all, s)
		done.Go(func() {
			defer left.Add(-1)
			if err := s.send(p.PID, share); err != nil {
				p.T.Error(err)
			}
		})
	}
	p.T.Cleanup(func() {
		p.Cmd.Process.Kill() // which ends senders that are still at work
		done.Wait()
	})
	return all, func() bool { return left.Load() > 0 }
}

// stops sends the signals that stop and continue while they are wanted, and returns how often.
//
// Each is sent when the last has done its work, as in the kernel those of the one kind drop those
// of the other while they are pending. With -c the signal itself arrives. Otherwise STOP arrives,
// which a process cannot see: /proc shows it. A dumb-init that is not PID 1 stops itself after
// the command.
//
// As PID 1, dumb-init continues what it has stopped as soon as HUP, INT or TERM comes. CONT drops a
// stop signal that is still pending. So there the stops come after these.
func (p *running) stops(r runner, command int, wanted func() bool) (times int) {
	p.T.Helper()
	stopped := func(pid int) bool {
		process, _ := proc.Inspect(pid)
		return process.State == "T"
	}
	if r.pid1 {
		p.eventually("end of the senders", func() bool { return !wanted() })
	}
	for ; times == 0 || wanted(); times++ {
		for _, signal := range []syscall.Signal{syscall.SIGTSTP, syscall.SIGTTIN, syscall.SIGTTOU} {
			before := p.arrivals[theCommand][signal].Load()
			p.Signal(int(signal))
			p.eventually(signal.String(), func() bool {
				if r.has("-c") {
					return p.arrivals[theCommand][signal].Load() == before+1
				}
				return stopped(command)
			})
			p.eventually("stop of dumb-init", func() bool { return r.pid1 || stopped(p.PID) })
			p.answered(int(syscall.SIGCONT))
		}
	}
	return times
}

// With a full queue of the command one signal of each kind arrives after the last was sent.
//
// A real-time signal then loses its value, and merges with one that is pending, as those of
// kill(2) do. No more arrive than were sent. When there is room again, each arrives.
func TestFullQueue(t *testing.T) {
	each(t, everyRunner, func(t *testing.T, r runner) {
		p := start(t, r.command(load, "signals"))
		command := p.prepared(receiverCount)
		before := p.figures()
		restore := limitQueue(t, command, 0)
		limitQueue(t, p.PID, pending(p.PID)+1000)
		s := newSender(0)
		if err := s.send(p.PID, size(5000, 50_000)); err != nil {
			t.Fatal(err)
		}
		for _, signal := range kinds {
			p.arrivesAfter(s.last[signal], signal, theCommand)
		}
		p.oneByOne(r, s, standard)
		for _, signal := range kinds {
			if got := p.arrivals[theCommand][signal].Load(); got > s.sent[signal] {
				t.Errorf("arrivals of signal %d: got %d, sent %d", signal, got, s.sent[signal])
			}
		}
		if got := p.valued.Load(); got > 0 {
			t.Errorf("values: got %d, want none without room for them", got)
		}
		p.unchanged(before)
		restore()
		p.oneByOne(r, s, kinds)
		p.terminated()
	})
}
