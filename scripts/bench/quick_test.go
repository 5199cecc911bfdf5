package main

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"dumb-init.alt/internal/testing/kit"
	"dumb-init.alt/scripts/bench/peers"
)

// The inits of a report, in its order.
const (
	ours = iota
	dumbInit
	tini
	catatonit
	hosted
	floor
)

// expected are the figures that a report must have, and what a value of each can be. It can be as
// slow as the machine is: no time has a bound that a slow machine can miss.
var expected = map[string]struct {
	least float64
	most  float64
}{
	"start":             {math.Inf(-1), math.Inf(1)}, // on a busy machine, less than nothing
	"start_calls":       {3, math.Inf(1)},            // a fork, something about signals, an exec
	"signal_cpu":        {0.1, math.Inf(1)},
	"signal_latency":    {0.1, math.Inf(1)},
	"single_signal_cpu": {0.1, math.Inf(1)},
	"orphan_cpu_1":      {0.1, math.Inf(1)},
	"orphan_cpu_10":     {0.1, math.Inf(1)},
	"orphan_cpu_1000":   {0.1, math.Inf(1)},
	"orphan_cpu_3000":   {0.1, math.Inf(1)},
	"single_orphan_cpu": {0.1, math.Inf(1)},
	"orphan_rate_1":     {0, 1e7},
	"orphan_rate_10":    {0, 1e7},
	"orphan_rate_1000":  {0, 1e7},
	"orphan_rate_3000":  {0, 1e7},
	"anonymous":         {4, 1e5},
	"proportional_1":    {4, 1e5},
	"proportional_20":   {1, 1e5},
	"resident":          {4, 1e5},
	"page_tables":       {4, 1e4},
	"threads":           {1, 1000},
	"wake_ups":          {0, math.Inf(1)},
	"size":              {1, 1e5},
	"size_compressed":   {1, 1e5},
}

// A quick run measures all figures of all inits, and each is of the right kind.
func TestQuick(t *testing.T) {
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	kit.NeedNamespaces(t)
	kit.NeedPeer(t)
	for _, program := range peers.Missing(peers.DumbInit, peers.Tini, peers.Catatonit) {
		kit.Missing(t, program)
	}
	progress, err := os.CreateTemp(t.TempDir(), "progress")
	kit.Try(t, err)
	defer progress.Close()
	var out bytes.Buffer
	kit.Try(t, run([]string{"--quick", "--json"}, &out, progress))
	var report Report
	if err := json.Unmarshal(out.Bytes(), &report); err != nil {
		t.Fatalf("got %v, want JSON:\n%s", err, out.String())
	}
	checkPlace(t, &report)
	checkFigures(t, &report)
	if t.Failed() {
		return
	}
	checkCounts(t, &report)
	said, err := os.ReadFile(progress.Name())
	kit.Try(t, err)
	if !strings.Contains(string(said), "orphans, 1,000 at once\n") {
		t.Errorf("progress: got %q, want a line on 1,000 orphans", said)
	}
}

// checkPlace looks whether a report says where and when, and of which inits it is.
func checkPlace(t *testing.T, report *Report) {
	t.Helper()
	if report.Kernel == "" || report.Machine == "" || report.Date == "" {
		t.Errorf("got %+v, want a kernel, a machine and a date", report)
	}
	if report.Processors < 1 || report.Rounds < 1 {
		t.Errorf("got %+v, want processors and rounds", report)
	}
	want := []string{
		ours:      "ours",
		dumbInit:  "dumb-init 1.2.5",
		tini:      "tini",
		catatonit: "catatonit",
		hosted:    "Go os/signal",
		floor:     "C floor",
	}
	if !slices.Equal(report.Inits, want) {
		t.Errorf("inits: got %q, want %q", report.Inits, want)
	}
}

// checkFigures looks whether each expected figure is there once, named, with a value for each init
// that can be right.
func checkFigures(t *testing.T, report *Report) {
	t.Helper()
	single := []string{"ours -c", "dumb-init 1.2.5 -c"}
	seen := map[string]bool{}
	for _, f := range report.Figures {
		bounds, known := expected[f.Key]
		if !known || seen[f.Key] || f.Name == "" {
			t.Errorf("got %+v, want a figure that is expected once and named", f)
		}
		seen[f.Key] = true
		inits := report.Inits
		if strings.HasPrefix(f.Key, "single_") {
			inits = single
		}
		if f.Inits != nil && !slices.Equal(f.Inits, inits) {
			t.Errorf("%s: got values of %q, want of %q", f.Key, f.Inits, inits)
		}
		if len(f.Values) != len(inits) {
			t.Fatalf("%s: got %d values, want %d", f.Key, len(f.Values), len(inits))
		}
		for i, value := range f.Values {
			if math.IsNaN(value) || value < bounds.least || value > bounds.most {
				t.Errorf("%s of %s: got %v, want from %v to %v",
					f.Key, inits[i], value, bounds.least, bounds.most)
			}
		}
	}
	for key := range expected {
		if !seen[key] {
			t.Errorf("%s: got no such figure, want one", key)
		}
	}
}

// checkCounts looks at what does not depend on speed, which shows whether the right thing is
// measured.
func checkCounts(t *testing.T, report *Report) {
	t.Helper()
	if got := report.figure("wake_ups").Values[ours]; got != 0 {
		t.Errorf("wake-ups of ours: got %v, want 0", got)
	}
	if got := report.figure("threads").Values[ours]; got != 1 {
		t.Errorf("threads of ours: got %v, want 1", got)
	}
	if got := report.figure("threads").Values[hosted]; got < 2 {
		t.Errorf("threads of the Go runtime: got %v, want several", got)
	}
	if got := report.figure("start_calls").Values[floor]; got > 10 {
		t.Errorf("system calls of the C floor: got %v, want at most 10", got)
	}
	size := report.figure("size").Values
	compressed := report.figure("size_compressed").Values
	resident := report.figure("resident").Values
	proportional := report.figure("proportional_20").Values
	for i, init := range report.Inits {
		if compressed[i] >= size[i] {
			t.Errorf("%s: got %v KiB compressed, want less than %v", init, compressed[i], size[i])
		}
		if proportional[i] > resident[i] {
			t.Errorf("%s: got %v KiB proportional, want at most the resident %v",
				init, proportional[i], resident[i])
		}
	}
}
