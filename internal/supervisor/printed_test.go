package supervisor

import (
	"fmt"
	"slices"
	"strings"

	"dumb-init.alt/internal/signals"
	"dumb-init.alt/internal/testing/kit"
)

// A verdict on what a process has printed so far.
type verdict uint8

const (
	asPredicted verdict = iota
	incomplete          // it may become as predicted
	wrong               // whatever else it prints
)

// printed returns the lines that a process has printed, and whether it has ended.
func printed(output *kit.Output) (lines []string, ended bool) {
	ended = output.Ended() // first, so that nothing is missing if it has
	for line := range strings.Lines(output.String()) {
		if strings.HasSuffix(line, "\n") {
			lines = append(lines, strings.TrimSuffix(line, "\n"))
		}
	}
	return lines, ended
}

// judge compares what process n has printed with what is predicted: it must have printed what comes
// before the time must, and nothing that comes after the time may. It must have ended if it is to
// by then.
func (p *stage) judge(n int, must, may uint64) verdict {
	lines, ended := printed(p.actors[n])
	if born, ever := p.want.born[n]; !ever || born >= may {
		if len(lines) > 0 {
			return wrong
		}
		return asPredicted
	}
	predicted, least := p.predicted(n, must, may)
	died, dies := p.want.died[n]
	endsRight := ended == (dies && died < may)
	if may > p.want.at {
		endsRight = true // dumb-init exits by then, and all that live are killed
	}
	switch {
	case len(lines) > len(predicted):
		return wrong
	case !slices.Equal(lines, predicted[:len(lines)]):
		return wrong
	case len(lines) >= least && endsRight:
		return asPredicted
	case ended:
		return wrong
	}
	return incomplete
}

// predicted returns the lines that process n prints before the time may, and how many of them it
// must have printed before the time must. Those after a deadly signal need not come: the process
// may have ended.
func (p *stage) predicted(n int, must, may uint64) (lines []string, least int) {
	lines = []string{ready}
	least = len(lines)
	deadly := false
	for _, effect := range p.want.effects {
		if effect.process != n || effect.at >= may {
			continue
		}
		if effect.signal != signals.KILL {
			lines = append(lines, fmt.Sprint(effect.signal, " ", effect.value))
		}
		if !deadly && effect.at < must {
			least = len(lines)
		}
		fatal := slices.Contains(p.processes[n].fatal, effect.signal)
		deadly = deadly || fatal || effect.signal == signals.KILL
	}
	return lines, least
}
