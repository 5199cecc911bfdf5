package peers

import (
	"testing"
	"time"

	"dumb-init.alt/internal/testing/kit"
)

// Times are for "make bench" to print: a test only looks whether all of them are there.

// Start takes the time of each start, of the command alone and of each init.
func TestStart(t *testing.T) {
	needPeers(t)
	inits := []Init{bench.Ours, DumbInit, Tini, Catatonit}
	const rounds = 20
	starts, err := bench.Start(inits, rounds)
	kit.Try(t, err)
	if len(starts.With) != len(inits) {
		t.Fatalf("inits: got %d, want %d", len(starts.With), len(inits))
	}
	for i, times := range append([][]int64{starts.Alone}, starts.With...) {
		if len(times) != rounds {
			t.Errorf("command %d: got %d times, want %d", i, len(times), rounds)
		}
		for _, nanoseconds := range times {
			if nanoseconds <= 0 {
				t.Errorf("command %d: got %d ns, want more than none", i, nanoseconds)
			}
		}
	}
}

// Cost finds that an event takes time, of the init's processor and of the clock.
func TestCost(t *testing.T) {
	needPeers(t)
	inits := []Init{
		bench.Ours,
		bench.OursSingle,
		DumbInit,
		DumbInitSingle,
		Tini,
		Catatonit,
	}
	events := []struct {
		name  string
		event Event
		times int
	}{
		{"signal", Signal, 100},
		{"orphan", Orphans(1), 100},
		{"orphans at once", Orphans(20), 10},
	}
	for _, e := range events {
		for processor, init := range inits {
			cost, err := bench.Cost(init, e.event, e.times, processor)
			kit.Try(t, err)
			if cost.CPU <= 0 || cost.Wall <= 0 {
				t.Errorf("%s, %s: got %+v, want more than no time", e.name, init.Name, cost)
			}
		}
	}
}

// An idle dumb-init has one thread, no more than so much memory, and does not wake up.
func TestIdle(t *testing.T) {
	needPeers(t)
	const (
		anonymous = 16 // KiB; how many pages of the stack are touched depends on its address
		resident  = 80 // KiB
		instances = 8
	)
	var most Idle
	for _, one := range idle(t, bench.Ours, instances, 10*time.Second) {
		most.Anonymous = max(most.Anonymous, one.Anonymous)
		most.RSS = max(most.RSS, one.RSS)
		most.Threads = max(most.Threads, one.Threads)
		most.WakeUps = max(most.WakeUps, one.WakeUps)
	}
	if most.Anonymous > anonymous {
		t.Errorf("anonymous memory: got %d KiB, want at most %d", most.Anonymous, anonymous)
	}
	if most.RSS > resident {
		t.Errorf("resident memory: got %d KiB, want at most %d", most.RSS, resident)
	}
	if most.Threads != 1 {
		t.Errorf("threads: got %d, want 1", most.Threads)
	}
	if most.WakeUps != 0 {
		t.Errorf("wake-ups: got %d, want none", most.WakeUps)
	}
}

// Wake-ups of an init that does wake up are seen: tini's, which looks once a second whether it is
// to end.
func TestIdleWakeUps(t *testing.T) {
	needPeers(t)
	kit.Eventually(t, "a wake-up of tini", func() bool {
		return idle(t, Tini, 1, 2*time.Second)[0].WakeUps > 0
	})
}

func idle(t *testing.T, init Init, instances int, watched time.Duration) []Idle {
	t.Helper()
	found, err := bench.Idle([]Init{init}, instances, watched)
	kit.Try(t, err)
	return found[0]
}

// A trace of strace(1) is counted from the call after the init's execve to that of the command, in
// all processes except the one that starts the init. What is resumed is not counted twice.
func TestCountCalls(t *testing.T) {
	const trace = `10    execve("/launch", ["/launch", "1"], 0x1 /* 3 vars */) = 0
10    vfork( <unfinished ...>
11    execve("/init", ["/init", "/nothing"], 0x1 /* 3 vars */) = 0
11    rt_sigprocmask(SIG_SETMASK, [], NULL, 8) = 0
11    vfork( <unfinished ...>
10    <... vfork resumed>) = 11
12    setpgid(0, 0) = 0
12    execve("/nothing", ["/nothing"], 0x1 /* 3 vars */ <unfinished ...>
11    <... vfork resumed>) = 12
12    <... execve resumed>) = 0
12    exit_group(0) = ?
`
	tests := []struct {
		command      string
		wantCount    int64
		wantComplete bool
	}{
		{"/nothing", 4, true},
		{"/another", 5, false},
	}
	for _, test := range tests {
		count, complete := countCalls(trace, test.command)
		if count != test.wantCount || complete != test.wantComplete {
			t.Errorf("%s: got %d, %t, want %d, %t",
				test.command, count, complete, test.wantCount, test.wantComplete)
		}
	}
}
