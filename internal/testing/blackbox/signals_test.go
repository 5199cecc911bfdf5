package blackbox

import (
	"fmt"
	"slices"
	"testing"
)

// innerPID returns dumb-init's process ID as its command sees it.
func (p *running) innerPID(r runner) int {
	if r.pid1 {
		return 1
	}
	return p.PID
}

// Every signal arrives at the command exactly once, from dumb-init, and nothing else arrives.
//
// The test sends a signal when the one before has arrived. A signal that was forwarded twice
// shows at the latest at the end, when the probe takes all that are pending.
func TestEverySignalArrivesOnce(t *testing.T) {
	eachMode(t, everyone, func(t *testing.T, r runner, option []string) {
		sent := slices.DeleteFunc(catchable(r), func(s int) bool {
			return s == chld || s == tstp || s == ttin || s == ttou
		})
		words := slices.Concat(option, []string{probe, "signals", fmt.Sprint(len(sent))})
		p := start(t, r.command(words...))
		p.ready()
		p.Signal(chld) // is for dumb-init itself
		for _, s := range sent {
			p.Signal(s)
			p.See(p.Stdout, fmt.Sprintf(`^signal %d `, s))
		}
		p.WantStatus(0)
		p.wantSignals(sent...)
		const user = 0 // SI_USER: sent by kill(2)
		want := p.innerPID(r)
		for _, a := range p.arrivals() {
			if a.code != user || a.pid != want {
				t.Errorf("signal %d: got code %d and sender %d, want code %d and sender %d",
					a.signal, a.code, a.pid, user, want)
			}
		}
	})
}

// In -c mode a signal that the command sends to its process group reaches dumb-init as well,
// since the group is dumb-init's. dumb-init forwards it as any other. In session mode the group is
// the command's, and the signal does not reach dumb-init.
func TestSignalToOwnGroup(t *testing.T) {
	const signal = rtmin + 6
	eachMode(t, everyone, func(t *testing.T, r runner, option []string) {
		words := slices.Concat(option, []string{probe, "group", "2", fmt.Sprint(signal)})
		p := start(t, r.command(words...))
		child := p.ready()
		if option == nil {
			p.See(p.Stdout, fmt.Sprintf("^signal %d ", signal))
			p.Signal(signal) // the second signal that the probe waits for
		}
		p.WantStatus(0)
		p.wantSignals(signal, signal)
		got := p.arrivals()
		senders := []int{got[0].pid, got[1].pid}
		want := []int{child, p.innerPID(r)}
		slices.Sort(senders)
		slices.Sort(want)
		if !slices.Equal(senders, want) {
			t.Errorf("senders: got %v, want %v", senders, want)
		}
	})
}
