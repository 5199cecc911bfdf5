package main

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"strings"
	"testing"

	"dumb-init.alt/scripts/bench/peers"
)

// What a run must say of each init, and between what bounds it can be: they are wide, as no test may depend on
// how fast the machine is.
var plausible = map[string]struct{ least, most float64 }{
	"start":            {-1e5, 1e6}, // where the machine is busy, less than nothing
	"start_calls":      {3, 5000},   // a fork, something about signals, an exec
	"signal_cpu":       {0.1, 1e5},
	"signal_latency":   {0.1, 1e6},
	"orphan_cpu_10":    {0.1, 1e5},
	"orphan_cpu_1000":  {0.1, 1e5},
	"orphan_cpu_3000":  {0.1, 1e5},
	"orphan_rate_10":   {1, 1e7},
	"orphan_rate_1000": {1, 1e7},
	"orphan_rate_3000": {1, 1e7},
	"anonymous":        {4, 1e5},
	"proportional_1":   {4, 1e5},
	"proportional_20":  {1, 1e5},
	"resident":         {4, 1e5},
	"page_tables":      {4, 1e4},
	"threads":          {1, 1000},
	"wake_ups":         {0, 1e4},
	"size":             {1, 1e5},
	"size_compressed":  {1, 1e5},
}

// The README has the table of the measurement that is kept.
func TestReadme(t *testing.T) {
	var table bytes.Buffer
	if err := run([]string{"--from", "bench.json"}, &table, nil); err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(readme, table.Bytes()) {
		t.Errorf("README.md does not have\n%s", table.String())
	}
}

func TestQuick(t *testing.T) {
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	if missing := peers.Missing(peers.DumbInit, peers.Tini, peers.Catatonit); len(missing) > 0 {
		if os.Getenv("CI") != "" {
			t.Fatalf("not installed: %v", missing)
		}
		t.Skipf("not installed: %v", missing)
	}
	progress, err := os.CreateTemp(t.TempDir(), "progress")
	if err != nil {
		t.Fatal(err)
	}
	defer progress.Close()
	var out bytes.Buffer
	if err := run([]string{"--quick", "--json"}, &out, progress); err != nil {
		t.Fatal(err)
	}
	var report Report
	if err := json.Unmarshal(out.Bytes(), &report); err != nil {
		t.Fatalf("%v in:\n%s", err, out.String())
	}
	if report.Kernel == "" || report.Date == "" || report.Processors < 1 || report.Rounds < 1 {
		t.Errorf("where and when is not said: %+v", report)
	}
	if inits := strings.Join(report.Inits, ", "); inits != "ours, dumb-init 1.2.5, tini, catatonit, Go os/signal, C floor" {
		t.Errorf("inits: %s", inits)
	}
	values := map[string][]float64{}
	for _, f := range report.Figures {
		bounds, known := plausible[f.Key]
		if !known || f.Name == "" || values[f.Key] != nil || len(f.Values) != len(report.Inits) {
			t.Errorf("not known, not named, twice or not for each init: %+v", f)
		}
		values[f.Key] = f.Values
		for i, value := range f.Values {
			if !(bounds.least <= value && value <= bounds.most) || math.IsNaN(value) {
				t.Errorf("%s of %s: %v is not from %v to %v", f.Key, report.Inits[i], value, bounds.least, bounds.most)
			}
		}
	}
	for key := range plausible {
		if values[key] == nil {
			t.Errorf("%s is missing", key)
		}
	}
	if t.Failed() {
		return
	}
	// What does not depend on speed shows whether the right thing is measured.
	const ours, tini, hosted, floor = 0, 2, 4, 5
	if values["wake_ups"][ours] != 0 || values["wake_ups"][tini] == 0 {
		t.Errorf("wake-ups: want none of ours and one each second of tini: %v", values["wake_ups"])
	}
	if values["threads"][ours] != 1 || values["threads"][hosted] < 2 {
		t.Errorf("threads: want one of ours and several of the Go runtime: %v", values["threads"])
	}
	if values["start_calls"][floor] > 10 {
		t.Errorf("system calls: want few of the floor: %v", values["start_calls"])
	}
	for i, name := range report.Inits {
		if values["size_compressed"][i] >= values["size"][i] || values["proportional_20"][i] > values["resident"][i] {
			t.Errorf("%s: compressed is more than raw, or proportional than resident", name)
		}
	}
	if said, err := os.ReadFile(progress.Name()); err != nil || !strings.Contains(string(said), "1,000 orphans at once\n") {
		t.Errorf("progress is not told: %q, %v", said, err)
	}
}

func TestTable(t *testing.T) {
	report := Report{
		Date: "2026-01-02", Kernel: "6.1", Machine: "x86_64", Processors: 2, Load: 0.5, Rounds: 3,
		Inits: []string{"ours", "other"}, Figures: []Figure{
			{"a", "time", "µs", []float64{12.34, 24680}},
			{"b", "wake-ups", "", []float64{0, 10}},
		},
	}
	var out strings.Builder
	if err := report.print(&out); err != nil {
		t.Fatal(err)
	}
	want := `|          | ours |          other |
|----------|-----:|---------------:|
| time, µs | 12.3 | 24,680 (2,000) |
| wake-ups |    0 |             10 |

Medians of 3 rounds, in brackets how many times ours. x86_64, Linux 6.1, 2 processors, load 0.5; 2026-01-02.
`
	if out.String() != want {
		t.Errorf("got:\n%s\nwant:\n%s", out.String(), want)
	}
}
