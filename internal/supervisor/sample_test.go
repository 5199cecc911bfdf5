package supervisor

import (
	"fmt"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"dumb-init.alt/internal/testing/kit"
)

// samples is how many there are. They are the same each time.
const samples = 40

// shortTimes are how long the short times of a sample are, one play after the other.
//
// On a machine that stalls, a short time may be over too early: -k kills a process before it has
// run and printed an earlier signal. So if the step has taken longer than the short time, a play
// that is not as predicted proves nothing. The sample is played again with a longer short time. No
// machine stalls for as long as the last one, so that play counts.
var shortTimes = []time.Duration{
	400 * time.Millisecond,
	10 * time.Second,
	2 * time.Minute,
}

// impatience is how long a program with a bug is waited for. It is expected to hang.
const impatience = time.Second

// The program, as PID 1 on the real kernel, does what the reference predicts of samples. With a bug
// planted, it does not with one of them.
func TestModelSample(t *testing.T) {
	kit.Need(t, "gcc")
	kit.NeedNamespaces(t)
	directory := t.TempDir()
	actor := filepath.Join(directory, "actor")
	kit.Try(t, kit.Compile("testdata/actor.c", actor))
	t.Run("ours", func(t *testing.T) {
		program := filepath.Join(directory, "dumb-init")
		kit.Try(t, kit.Build(runtime.GOARCH, program))
		for seed := range samples {
			t.Run(fmt.Sprint(seed), func(t *testing.T) {
				t.Parallel()
				playUntilDecided(t, programs{program, actor}, seed)
			})
		}
	})
	for i, m := range mutations {
		if !m.sampled {
			continue
		}
		t.Run(fmt.Sprint("bug", i), func(t *testing.T) {
			program := filepath.Join(directory, fmt.Sprint("bug", i))
			o := newOverlay(t)
			o.put(m.file, m.plant(t))
			kit.Try(t, kit.Build(runtime.GOARCH, program, o.flag()))
			if !findBug(t, programs{program, actor}) {
				t.Errorf("got %d samples as predicted, want one that is not: %s", samples, m.bug)
			}
		})
	}
}

// playUntilDecided plays a sample, and fails if it is not as predicted.
func playUntilDecided(t *testing.T, with programs, seed int) {
	for i, shortTime := range shortTimes {
		finding := play(t, anySample.Example(seed), with, shortTime, kit.Deadline)
		last := i == len(shortTimes)-1
		switch {
		case finding == nil:
			return
		case !finding.late || last:
			t.Fatal(finding.why)
		}
		t.Logf("played again, as %v may have been too short: %s", shortTime, finding.why)
	}
}

// findBug reports whether a sample is not as predicted.
func findBug(t *testing.T, with programs) (found bool) {
	for seed := range samples {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			found = play(t, anySample.Example(seed), with, shortTimes[0], impatience) != nil
		})
		if found {
			return true
		}
	}
	return false
}
