package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"

	"dumb-init.alt/scripts/bench/peers"
)

const (
	together = 20 // instances that share what can be shared
	alone    = 5  // instances one after the other
)

// memory measures what an init uses while its command does nothing.
func (m *measurement) memory() error {
	single := make([][]peers.Idle, len(m.inits))
	for round := range alone {
		for i, init := range m.inits {
			m.say("memory of one instance", fmt.Sprintf("round %d of %d: %s", round+1, alone, init.Name))
			one, err := m.Idle([]peers.Init{init}, 1, 0)
			if err != nil {
				return err
			}
			single[i] = append(single[i], one[0][0])
		}
	}
	m.say(fmt.Sprintf("%d instances of each, idle for %v", together, m.idle), "")
	many, err := m.Idle(m.inits, together, m.idle)
	if err != nil {
		return err
	}
	for _, f := range []struct {
		key, name, unit string
		of              [][]peers.Idle
		value           func(peers.Idle) int64
	}{
		{"anonymous", "anonymous memory", "KiB", many, func(i peers.Idle) int64 { return i.Anonymous }},
		{"proportional_1", "proportional memory of one instance", "KiB", single, func(i peers.Idle) int64 { return i.PSS }},
		{"proportional_20", "proportional memory, each of twenty", "KiB", many, func(i peers.Idle) int64 { return i.PSS }},
		{"resident", "resident memory", "KiB", many, func(i peers.Idle) int64 { return i.RSS }},
		{"page_tables", "page tables", "KiB", many, func(i peers.Idle) int64 { return i.PageTables }},
		{"threads", "threads", "", many, func(i peers.Idle) int64 { return i.Threads }},
		{
			"wake_ups", fmt.Sprintf("wake-ups in %.0f idle seconds", m.idle.Seconds()), "", many,
			func(i peers.Idle) int64 { return i.WakeUps },
		},
	} {
		m.report.add(f.key, f.name, f.unit, m.each(func(i int) float64 {
			return median(f.of[i], func(idle peers.Idle) float64 { return float64(f.value(idle)) })
		}))
	}
	return nil
}

// size measures the binaries; what a C library adds to one that is dynamically linked is not counted.
func (m *measurement) size() error {
	raw, compressed := make([]float64, len(m.inits)), make([]float64, len(m.inits))
	for i, init := range m.inits {
		binary, err := os.ReadFile(init.Argv[0])
		if err != nil {
			return err
		}
		var out bytes.Buffer
		w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
		if err != nil {
			return err
		}
		w.Write(binary) // into memory
		w.Close()
		raw[i], compressed[i] = float64(len(binary))/1024, float64(out.Len())/1024
	}
	m.report.add("size", "size of the binary", "KiB", raw)
	m.report.add("size_compressed", "compressed", "KiB", compressed)
	return nil
}
