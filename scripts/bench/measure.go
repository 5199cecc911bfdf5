package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"dumb-init.alt/scripts/bench/peers"
)

// measurement is one that goes on.
type measurement struct {
	effort effort
	meter  *meter
	bench  *peers.Bench
	inits  []peers.Init // of the report
	single []peers.Init // that signal the command alone
	report *Report
}

func measure(effort effort, meter *meter) (*Report, error) {
	defer meter.end()
	known := []peers.Init{
		peers.DumbInit,
		peers.Tini,
		peers.Catatonit,
	}
	if missing := peers.Missing(known...); len(missing) > 0 {
		return nil, fmt.Errorf("not installed: %q; see scripts/test-tools", missing)
	}
	report, err := newReport()
	if err != nil {
		return nil, err
	}
	report.Rounds = effort.rounds
	directory, err := os.MkdirTemp("", "bench")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(directory)
	m := &measurement{
		effort: effort,
		meter:  meter,
		report: report,
	}
	if err := m.build(directory, known); err != nil {
		return nil, err
	}
	steps := []func() error{
		m.start,
		m.startCalls,
		m.signals,
		m.orphans,
		m.memory,
		m.size,
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return report, nil
}

// build builds the inits that are not installed.
func (m *measurement) build(directory string, known []peers.Init) error {
	m.meter.say("building", "")
	bench, err := peers.New(directory)
	if err != nil {
		return err
	}
	hosted, err := bench.Hosted()
	if err != nil {
		return err
	}
	floor, err := bench.Floor()
	if err != nil {
		return err
	}
	m.bench = bench
	m.inits = append(m.inits, bench.Ours)
	m.inits = append(m.inits, known...)
	m.inits = append(m.inits, hosted, floor)
	m.single = []peers.Init{
		bench.OursSingle,
		peers.DumbInitSingle,
	}
	m.report.Inits = names(m.inits)
	return nil
}

// newReport returns a report that says where and when.
func newReport() (*Report, error) {
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
	if err != nil {
		return nil, err
	}
	kernel, _, _ := strings.Cut(unix.ByteSliceToString(name.Release[:]), "-")
	return &Report{
		Date:       time.Now().UTC().Format(time.DateOnly),
		Kernel:     kernel,
		Machine:    unix.ByteSliceToString(name.Machine[:]),
		Processors: runtime.NumCPU(),
		Load:       minute,
	}, nil
}

// add adds a figure of all inits of the report, with a value for each.
func (m *measurement) add(key, name, unit string, value func(i int) float64) {
	figure := Figure{
		Key:    key,
		Name:   name,
		Unit:   unit,
		Values: each(m.inits, value),
	}
	m.report.Figures = append(m.report.Figures, figure)
}

// addSingle adds a figure of the inits that signal the command alone.
func (m *measurement) addSingle(key, name, unit string, value func(i int) float64) {
	figure := Figure{
		Key:    key,
		Name:   name,
		Unit:   unit,
		Inits:  names(m.single),
		Values: each(m.single, value),
	}
	m.report.Figures = append(m.report.Figures, figure)
}
