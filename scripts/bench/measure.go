package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"time"

	"dumb-init/scripts/peers"
	"golang.org/x/sys/unix"
)

// effort is how much is measured.
type effort struct {
	starts  int // of each init
	rounds  int // of signals and orphans, in which each init has its turn
	signals int // in a turn
	bursts  []burst
	traces  int
	idle    time.Duration
}

// burst is orphans that end at once, several times in a turn.
type burst struct{ orphans, times, rounds int }

var (
	thorough = effort{1000, 11, 5000, []burst{{10, 100, 11}, {1000, 3, 11}, {30000, 1, 5}}, 5, 10 * time.Second}
	hasty    = effort{100, 1, 1000, []burst{{10, 20, 1}, {1000, 1, 1}, {3000, 1, 1}}, 1, 2 * time.Second}
)

const (
	together = 20 // instances that share what can be shared
	alone    = 5  // instances one after the other
)

// measurement is one in progress.
type measurement struct {
	effort
	*peers.Bench
	*meter
	inits  []peers.Init
	report *Report
}

func measure(effort effort, meter *meter) (*Report, error) {
	defer meter.end()
	known := []peers.Init{peers.DumbInit, peers.Tini, peers.Catatonit}
	if missing := peers.Missing(known...); len(missing) > 0 {
		return nil, fmt.Errorf("not installed: %s; as root on Debian scripts/test-tools installs what is missing",
			strings.Join(missing, ", "))
	}
	report, err := where()
	if err != nil {
		return nil, err
	}
	report.Rounds = effort.rounds
	dir, err := os.MkdirTemp("", "bench")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)

	meter.say("building", "")
	root, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}").Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	b, err := peers.New(strings.TrimSpace(string(root)), dir)
	if err != nil {
		return nil, err
	}
	hosted, err := b.Hosted()
	if err != nil {
		return nil, err
	}
	floor, err := b.Floor()
	if err != nil {
		return nil, err
	}
	m := &measurement{effort, b, meter, append(append([]peers.Init{b.Ours}, known...), hosted, floor), report}
	for i, init := range m.inits {
		report.Inits = append(report.Inits, init.Name)
		if m.inits[i].Argv[0], err = exec.LookPath(init.Argv[0]); err != nil {
			return nil, err
		}
	}
	for _, step := range []func() error{m.start, m.signal, m.orphan, m.memory, m.size} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return report, nil
}

// where returns a report that says where and when.
func where() (*Report, error) {
	var name unix.Utsname
	if err := unix.Uname(&name); err != nil {
		return nil, err
	}
	load, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return nil, err
	}
	first, _, _ := strings.Cut(string(load), " ")
	minute, err := strconv.ParseFloat(first, 64)
	return &Report{
		Date:       time.Now().UTC().Format(time.DateOnly),
		Kernel:     unix.ByteSliceToString(name.Release[:]),
		Machine:    unix.ByteSliceToString(name.Machine[:]),
		Processors: runtime.NumCPU(), Load: minute,
	}, err
}

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
		{"wake_ups", fmt.Sprintf("wake-ups in %.0f idle seconds", m.idle.Seconds()), "", many,
			func(i peers.Idle) int64 { return i.WakeUps }},
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

func (m *measurement) each(value func(i int) float64) []float64 {
	values := make([]float64, len(m.inits))
	for i := range values {
		values[i] = value(i)
	}
	return values
}

func median[T any](all []T, value func(T) float64) float64 {
	values := make([]float64, len(all))
	for i := range values {
		values[i] = value(all[i])
	}
	return peers.Median(values)
}
