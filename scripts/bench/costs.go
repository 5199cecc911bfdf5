package main

import (
	"fmt"

	"dumb-init.alt/scripts/bench/peers"
)

// signals measures the forwarding of a signal.
func (m *measurement) signals() error {
	effort := m.effort
	costs, err := m.costs("signals", peers.Signal, effort.signals, effort.rounds)
	if err != nil {
		return err
	}
	m.add("signal_cpu", "processor time for a signal", "µs", func(i int) float64 {
		return microseconds(costs.all[i].CPU)
	})
	m.add("signal_latency", "latency of a signal", "µs", func(i int) float64 {
		return microseconds(costs.all[i].Wall)
	})
	m.addSingle("single_signal_cpu", "processor time for a signal, -c", "µs", func(i int) float64 {
		return microseconds(costs.single[i].CPU)
	})
	return nil
}

// orphans measures the reaping of orphans.
func (m *measurement) orphans() error {
	bursts := m.effort.bursts
	costs := make([]costs, len(bursts))
	for n, burst := range bursts {
		step := "orphans, " + number(float64(burst.orphans)) + " at once"
		event := peers.Orphans(burst.orphans)
		var err error
		costs[n], err = m.costs(step, event, burst.times, burst.rounds)
		if err != nil {
			return err
		}
	}
	for n, burst := range bursts {
		key := fmt.Sprintf("orphan_cpu_%d", burst.orphans)
		name := "processor time for an orphan, " + number(float64(burst.orphans)) + " at once"
		m.add(key, name, "µs", func(i int) float64 {
			return microseconds(costs[n].all[i].CPU)
		})
	}
	for n, burst := range bursts {
		key := fmt.Sprintf("orphan_rate_%d", burst.orphans)
		name := "orphans reaped, " + number(float64(burst.orphans)) + " at once"
		m.add(key, name, "per s", func(i int) float64 {
			return 1e9 / costs[n].all[i].Wall
		})
	}
	one := costs[0].single
	name := "processor time for an orphan, -c"
	m.addSingle("single_orphan_cpu", name, "µs", func(i int) float64 {
		return microseconds(one[i].CPU)
	})
	return nil
}

// costs are the medians for each init.
type costs struct {
	all    []peers.Cost
	single []peers.Cost
}

// costs measures an event in rounds. Each round begins with another init. Once all have begun one,
// the next processor is used.
func (m *measurement) costs(step string, event peers.Event, times, rounds int) (costs, error) {
	inits := append(append([]peers.Init{}, m.inits...), m.single...)
	found := make([][]peers.Cost, len(inits))
	for round := range rounds {
		for turn := range inits {
			i := (turn + round) % len(inits)
			m.meter.say(step, fmt.Sprintf("round %d of %d: %s", round+1, rounds, inits[i].Name))
			cost, err := m.bench.Cost(inits[i], event, times, round/len(inits))
			if err != nil {
				return costs{}, err
			}
			found[i] = append(found[i], cost)
		}
	}
	medians := make([]peers.Cost, len(inits))
	for i := range inits {
		medians[i] = peers.Cost{
			CPU:  median(found[i], func(c peers.Cost) float64 { return c.CPU }),
			Wall: median(found[i], func(c peers.Cost) float64 { return c.Wall }),
		}
	}
	return costs{
		all:    medians[:len(m.inits)],
		single: medians[len(m.inits):],
	}, nil
}
