package peers

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"text/tabwriter"
	"time"
)

// What is required of ours. The machine is noisy: where a ratio of medians is above its bound, the
// measurement goes on, up to a limit. A test of the project must not fail for what else a machine does: only
// with PEERS=strict in the environment, on a quiet one, is a ratio above its bound a failure.
const (
	startBound     = 0.45 // of the best peer's time added to a start
	startRounds    = 500  // and as many again
	startLimit     = 6    // so often at most
	cpuBound       = 1.1  // of 1.2.5's in the same mode; the aim is 1.0
	cpuRounds      = 12
	cpuLimit       = 5
	signalsInRound = 2500
	orphansInRound = 1000
	anonymousBound = 16 // KiB; the address of the stack, which is random, decides how many pages it touches
	residentBound  = 80 // KiB
	idleTime       = 10 * time.Second
	idleInits      = 8 // of each
)

func setUp(t *testing.T) *Bench {
	if testing.Short() {
		t.Skip("takes a minute")
	}
	if missing := Missing(DumbInit, Tini, Catatonit); len(missing) > 0 {
		if os.Getenv("CI") != "" {
			t.Fatalf("not installed: %v", missing)
		}
		t.Skipf("not installed: %v", missing)
	}
	b, err := New("../../..", t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// log prints a table, of rows whose cells a tab parts.
func log(t *testing.T, rows ...string) {
	t.Helper()
	var text strings.Builder
	w := tabwriter.NewWriter(&text, 0, 0, 3, ' ', tabwriter.AlignRight)
	for _, row := range rows {
		fmt.Fprintln(w, row+"\t")
	}
	w.Flush()
	t.Log("\n" + text.String())
}

// above reports that a ratio is above its bound.
func above(t *testing.T, is bool) {
	t.Helper()
	switch {
	case is && os.Getenv("PEERS") == "strict":
		t.Error("above the bound")
	case is:
		t.Log("above the bound, on this machine at this time")
	}
}

func TestStart(t *testing.T) {
	b := setUp(t)
	inits := []Init{b.Ours, DumbInit, Tini, Catatonit}
	var alone []int64
	with := make([][]int64, len(inits))
	var ratio float64
	var rows []string
	for range startLimit {
		a, w, err := b.Start(inits, startRounds)
		if err != nil {
			t.Fatal(err)
		}
		alone = append(alone, a...)
		rows = []string{"time added to a start\tµs\tof ours"}
		ours, best := 0.0, 0.0
		for i, init := range inits {
			with[i] = append(with[i], w[i]...)
			added := float64(Median(with[i])-Median(alone)) / 1000
			switch {
			case i == 0:
				ours = added
			case i == 1 || added < best:
				best = added
			}
			rows = append(rows, fmt.Sprintf("%s\t%.0f\t%.2f", init.Name, added, added/ours))
		}
		if ratio = ours / best; ratio <= startBound {
			break
		}
	}
	log(t, append(rows, fmt.Sprintf("the command alone\t%.0f\t", float64(Median(alone))/1000))...)
	t.Logf("%d rounds; ours is %.2f of the best peer, at most %.2f", len(alone), ratio, startBound)
	above(t, ratio > startBound)
}

func TestSignalCPU(t *testing.T) { compareCPU(t, Signal, signalsInRound) }

func TestOrphanCPU(t *testing.T) { compareCPU(t, Orphan, orphansInRound) }

func compareCPU(t *testing.T, event Event, count int) {
	b := setUp(t)
	inits := []Init{b.Ours, DumbInit, b.OursSingle, DumbInitSingle, Tini, Catatonit}
	bounded := map[int]int{0: 1, 2: 3} // ours: the peer of the same mode
	ns := make([][]float64, len(inits))
	within := false
	for limit := 0; limit < cpuLimit && !within; limit++ {
		for round := range cpuRounds {
			for i := range inits {
				i = (i + round) % len(inits)
				each, err := b.Cost(inits[i], event, count, round/len(inits))
				if err != nil {
					t.Fatal(err)
				}
				ns[i] = append(ns[i], each.CPU)
			}
		}
		within = true
		for ours, peer := range bounded {
			within = within && Median(ns[ours]) <= cpuBound*Median(ns[peer])
		}
	}
	rows := []string{"processor time for a " + event.Name + "\tns\tof ours -c"}
	for i, init := range inits {
		rows = append(rows, fmt.Sprintf("%s\t%.0f\t%.2f", init.Name, Median(ns[i]), Median(ns[i])/Median(ns[2])))
	}
	log(t, rows...)
	for ours, peer := range bounded {
		t.Logf("%d rounds of %d; %s is %.2f of %s, at most %.2f", len(ns[ours]), count, inits[ours].Name,
			Median(ns[ours])/Median(ns[peer]), inits[peer].Name, cpuBound)
	}
	above(t, !within)
}

func TestIdle(t *testing.T) {
	b := setUp(t)
	inits := []Init{b.Ours, DumbInit, Tini, Catatonit}
	found, err := b.Idle(inits, idleInits, idleTime)
	if err != nil {
		t.Fatal(err)
	}
	rows := []string{fmt.Sprintf("idle for %v, the most of %d\tanonymous KiB\tPSS\tRSS\tthreads\twake-ups", idleTime, idleInits)}
	most := make([]Idle, len(inits))
	for i := range found {
		f := &most[i]
		for _, one := range found[i] {
			f.Anonymous, f.PSS, f.RSS = max(f.Anonymous, one.Anonymous), max(f.PSS, one.PSS), max(f.RSS, one.RSS)
			f.Threads, f.WakeUps = max(f.Threads, one.Threads), max(f.WakeUps, one.WakeUps)
		}
		rows = append(rows, fmt.Sprintf("%s\t%d\t%d\t%d\t%d\t%d", inits[i].Name, f.Anonymous, f.PSS, f.RSS, f.Threads, f.WakeUps))
	}
	log(t, rows...)
	if most[2].WakeUps == 0 { // tini looks once a second whether it is to end
		t.Error("tini does not wake up: is the measurement right?")
	}
	ours := most[0]
	if ours.Anonymous > anonymousBound || ours.RSS > residentBound || ours.Threads != 1 || ours.WakeUps != 0 {
		t.Errorf("ours: want at most %d KiB anonymous, %d resident, one thread and no wake-up", anonymousBound, residentBound)
	}
}
