package main

import "dumb-init.alt/scripts/bench/peers"

// start measures what an init adds to the time that the command takes alone.
func (m *measurement) start() error {
	m.meter.say("starts", "")
	starts, err := m.bench.Start(m.inits, m.effort.starts)
	if err != nil {
		return err
	}
	alone := peers.Median(starts.Alone)
	m.add("start", "time added to a start", "µs", func(i int) float64 {
		return microseconds(float64(peers.Median(starts.With[i]) - alone))
	})
	return nil
}

// startCalls counts system calls.
func (m *measurement) startCalls() error {
	calls := make([][]int64, len(m.inits))
	for range m.effort.traces {
		for i, init := range m.inits {
			count, err := m.bench.Calls(init)
			if err != nil {
				return err
			}
			calls[i] = append(calls[i], count)
		}
	}
	m.add("start_calls", "system calls until the command's exec", "", func(i int) float64 {
		return float64(peers.Median(calls[i]))
	})
	return nil
}
