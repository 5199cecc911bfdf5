package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// measured is a small report.
var measured = Report{
	Date:       "2026-01-02",
	Kernel:     "6.1",
	Machine:    "x86_64",
	Processors: 2,
	Load:       0.5,
	Rounds:     3,
	Inits:      []string{"ours", "dumb-init 1.2.5", "tini", "catatonit", "C floor"},
	Figures: []Figure{
		{
			Key:    "start",
			Name:   "a start",
			Unit:   "µs",
			Values: []float64{1203, 24680, -1, 2000, 1200},
		},
		{
			Key:    "wake_ups",
			Name:   "wake-ups",
			Values: []float64{0, 0, 10, 0, 0},
		},
		{
			Key:    "signal_cpu",
			Name:   "a signal",
			Unit:   "µs",
			Values: []float64{12.34, 12.34, 20, 30, 12},
		},
		{
			Key:    "single_signal_cpu",
			Name:   "a signal, -c",
			Unit:   "µs",
			Inits:  []string{"ours -c", "dumb-init 1.2.5 -c"},
			Values: []float64{5.1, 5},
		},
	},
}

// The README has the table of the measurement that is kept.
func TestReadme(t *testing.T) {
	report, err := read("bench.json")
	kit.Try(t, err)
	readme, err := os.ReadFile(filepath.Join(kit.Root(), "README.md"))
	kit.Try(t, err)
	if table := report.table(); !strings.Contains(string(readme), table) {
		t.Errorf("README.md: got another table of measurements, want:\n%s", table)
	}
}

// With --from both tables of the file are printed, and with --json all that is in it.
func TestFrom(t *testing.T) {
	report, err := read("bench.json")
	kit.Try(t, err)
	kept, err := os.ReadFile("bench.json")
	kit.Try(t, err)
	tests := []struct {
		args []string
		want string
	}{
		{[]string{"--from", "bench.json"}, report.table() + "\n" + report.goals()},
		{[]string{"--from", "bench.json", "--json"}, string(kept)},
	}
	for _, test := range tests {
		var out bytes.Buffer
		kit.Try(t, run(test.args, &out, nil))
		if got := out.String(); got != test.want {
			t.Errorf("%q: got:\n%s\nwant:\n%s", test.args, got, test.want)
		}
	}
}

// The table has the medians of the report's inits, their ratios to ours, and where they are from.
func TestTable(t *testing.T) {
	want := `|              |  ours | dumb-init 1.2.5 |       tini |    catatonit |      C floor |
|--------------|------:|----------------:|-----------:|-------------:|-------------:|
| a start, µs  | 1,203 |   24,680 (20.5) | -1 (-0.00) | 2,000 (1.66) | 1,200 (1.00) |
| wake-ups     |     0 |               0 |         10 |            0 |            0 |
| a signal, µs |  12.3 |        12.3 (1) |  20 (1.62) |    30 (2.43) |    12 (0.97) |

Medians of 3 rounds, in brackets how many times ours. ` +
		"x86_64, Linux 6.1, 2 processors, load 0.5; 2026-01-02.\n"
	if got := measured.table(); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// A goal that is not reached has a mark. One that cannot be compared says why.
func TestGoals(t *testing.T) {
	want := `| goal              |      compared with |        ratio | at most |               |
|-------------------|-------------------:|-------------:|--------:|--------------:|
| a start           |    dumb-init 1.2.5 |         0.05 |    0.25 |               |
| a start           |               tini |         none |    0.45 |               |
| a start           |          catatonit |         0.60 |    0.45 | <- above 0.45 |
| a start           |            C floor |         1.00 |    1.02 |               |
| a signal          |    dumb-init 1.2.5 |         1.00 |    1.00 |               |
| a signal, -c      | dumb-init 1.2.5 -c |         1.02 |    1.00 | <- above 1.00 |
| orphan_cpu_1      |    dumb-init 1.2.5 | not measured |    1.00 |               |
| single_orphan_cpu | dumb-init 1.2.5 -c | not measured |    1.00 |               |
`
	if got := measured.goals(); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// A number has three significant digits, and commas between thousands.
func TestNumber(t *testing.T) {
	tests := []struct {
		value float64
		want  string
	}{
		{0, "0"},
		{4, "4"},
		{999, "999"},
		{0.2364, "0.24"},
		{-3.456, "-3.46"},
		{12.34, "12.3"},
		{123.4, "123"},
		{1234, "1,234"},
		{-123, "-123"},
		{-123456, "-123,456"},
		{1234567.8, "1,234,568"},
	}
	for _, test := range tests {
		if got := number(test.value); got != test.want {
			t.Errorf("%v: got %s, want %s", test.value, got, test.want)
		}
	}
}
