package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"

	"dumb-init.alt/scripts/bench/peers"
)

const (
	together = 20 // instances of each init that share what can be shared
	alone    = 5  // instances, one after the other
)

// memory measures what an init uses while its command does nothing.
func (m *measurement) memory() error {
	single, err := m.idleAlone()
	if err != nil {
		return err
	}
	m.meter.say(fmt.Sprintf("%d instances of each, idle for %v", together, m.effort.idle), "")
	many, err := m.bench.Idle(m.inits, together, m.effort.idle)
	if err != nil {
		return err
	}
	wakeUps := fmt.Sprintf("wake-ups in %.0f idle seconds", m.effort.idle.Seconds())
	for _, f := range []struct {
		key   string
		name  string
		unit  string
		from  [][]peers.Idle
		value func(peers.Idle) int64
	}{
		{"anonymous", "anonymous memory", "KiB", many, anonymous},
		{"proportional_1", "proportional memory of one instance", "KiB", single, proportional},
		{"proportional_20", "proportional memory, each of twenty", "KiB", many, proportional},
		{"resident", "resident memory", "KiB", many, resident},
		{"page_tables", "page tables", "KiB", many, pageTables},
		{"threads", "threads", "", many, threads},
		{"wake_ups", wakeUps, "", many, wakes},
	} {
		m.add(f.key, f.name, f.unit, func(i int) float64 {
			return median(f.from[i], func(idle peers.Idle) float64 {
				return float64(f.value(idle))
			})
		})
	}
	return nil
}

func anonymous(idle peers.Idle) int64    { return idle.Anonymous }
func proportional(idle peers.Idle) int64 { return idle.PSS }
func resident(idle peers.Idle) int64     { return idle.RSS }
func pageTables(idle peers.Idle) int64   { return idle.PageTables }
func threads(idle peers.Idle) int64      { return idle.Threads }
func wakes(idle peers.Idle) int64        { return idle.WakeUps }

// idleAlone measures instances of which none shares its memory with another of its kind.
func (m *measurement) idleAlone() ([][]peers.Idle, error) {
	found := make([][]peers.Idle, len(m.inits))
	for round := range alone {
		for i, init := range m.inits {
			detail := fmt.Sprintf("round %d of %d: %s", round+1, alone, init.Name)
			m.meter.say("memory of one instance", detail)
			one, err := m.bench.Idle([]peers.Init{init}, 1, 0)
			if err != nil {
				return nil, err
			}
			found[i] = append(found[i], one[0][0])
		}
	}
	return found, nil
}

// size measures the binaries. If one is dynamically linked, its C library is not counted.
func (m *measurement) size() error {
	raw := make([]float64, len(m.inits))
	compressed := make([]float64, len(m.inits))
	for i, init := range m.inits {
		binary, err := os.ReadFile(init.Argv[0])
		if err != nil {
			return err
		}
		raw[i] = kibibytes(len(binary))
		small, err := compress(binary)
		if err != nil {
			return err
		}
		compressed[i] = kibibytes(len(small))
	}
	m.add("size", "size of the binary", "KiB", func(i int) float64 { return raw[i] })
	m.add("size_compressed", "compressed", "KiB", func(i int) float64 { return compressed[i] })
	return nil
}

func compress(binary []byte) ([]byte, error) {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(binary); err != nil {
		return nil, err
	}
	err = w.Close()
	return out.Bytes(), err
}
