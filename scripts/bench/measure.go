package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"time"

	"dumb-init.alt/scripts/bench/peers"
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
	kernel, _, _ := strings.Cut(unix.ByteSliceToString(name.Release[:]), "-")
	return &Report{
		Date:       time.Now().UTC().Format(time.DateOnly),
		Kernel:     kernel,
		Machine:    unix.ByteSliceToString(name.Machine[:]),
		Processors: runtime.NumCPU(), Load: minute,
	}, err
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
