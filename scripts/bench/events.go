package main

import (
	"fmt"

	"dumb-init.alt/scripts/bench/peers"
)

// start measures what is added to a start, with the command alone as the measure.
func (m *measurement) start() error {
	m.say("starts", "")
	nothing, with, err := m.Start(m.inits, m.starts)
	if err != nil {
		return err
	}
	added := m.each(func(i int) float64 { return float64(peers.Median(with[i])-peers.Median(nothing)) / 1e3 })
	m.report.add("start", "time added to a start", "µs", added)

	calls := make([][]int64, len(m.inits))
	for range m.traces {
		for i, init := range m.inits {
			n, err := m.Calls(init)
			if err != nil {
				return err
			}
			calls[i] = append(calls[i], n)
		}
	}
	m.report.add("start_calls", "system calls until the command's exec", "",
		m.each(func(i int) float64 { return float64(peers.Median(calls[i])) }))
	return nil
}

func (m *measurement) signal() error {
	cpu, wall, err := m.cost("signals", peers.Signal, m.signals, m.rounds)
	if err != nil {
		return err
	}
	m.report.add("signal_cpu", "processor time for a signal", "µs", m.each(func(i int) float64 { return cpu[i] / 1e3 }))
	m.report.add("signal_latency", "latency of a signal", "µs", m.each(func(i int) float64 { return wall[i] / 1e3 }))
	return nil
}

func (m *measurement) orphan() error {
	type median []float64
	var cpus, walls []median
	for _, b := range m.bursts {
		cpu, wall, err := m.cost(number(float64(b.orphans))+" orphans at once", peers.Orphans(b.orphans), b.times, b.rounds)
		if err != nil {
			return err
		}
		cpus, walls = append(cpus, cpu), append(walls, wall)
	}
	for n, b := range m.bursts {
		m.report.add(fmt.Sprintf("orphan_cpu_%d", b.orphans), "processor time for an orphan, "+number(float64(b.orphans))+" at once", "µs",
			m.each(func(i int) float64 { return cpus[n][i] / 1e3 }))
	}
	for n, b := range m.bursts {
		m.report.add(fmt.Sprintf("orphan_rate_%d", b.orphans), "orphans reaped, "+number(float64(b.orphans))+" at once", "per s",
			m.each(func(i int) float64 { return 1e9 / walls[n][i] }))
	}
	return nil
}

// cost measures an event in rounds, each of which begins with another init and, once all have begun one, goes
// on with the next processor.
func (m *measurement) cost(step string, event peers.Event, times, rounds int) (cpu, wall []float64, err error) {
	all := make([][]peers.Cost, len(m.inits))
	for round := range rounds {
		for i := range m.inits {
			i = (i + round) % len(m.inits)
			m.say(step, fmt.Sprintf("round %d of %d: %s", round+1, rounds, m.inits[i].Name))
			cost, err := m.Cost(m.inits[i], event, times, round/len(m.inits))
			if err != nil {
				return nil, nil, err
			}
			all[i] = append(all[i], cost)
		}
	}
	cpu = m.each(func(i int) float64 { return median(all[i], func(c peers.Cost) float64 { return c.CPU }) })
	wall = m.each(func(i int) float64 { return median(all[i], func(c peers.Cost) float64 { return c.Wall }) })
	return cpu, wall, nil
}
