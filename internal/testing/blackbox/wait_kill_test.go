package blackbox

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"dumb-init.alt/internal/testing/kit"
)

// longEnough runs a test with a short time for -k or -d, and again with longer ones, until the
// test returns that the time was long enough: that it ran out after everything that had to come
// before. So a machine that stalls is no failure, and a time that never is long enough is one.
func longEnough(t *testing.T, test func(after string) bool) {
	t.Helper()
	try := 50 * time.Millisecond
	for !test(fmt.Sprintf("%dms", try.Milliseconds())) {
		try *= 4
		if try > kit.Deadline {
			t.Fatalf("time: got none that was long enough, want one below %v", kit.Deadline)
		}
	}
}

// With -w and -k the process that is left has some time to obey the signal at the command's end.
// Then it gets KILL.
func TestWaitAndKill(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		runners []runner
		options []string
		limit   string // the option that the time follows
		signal  int    // at the command's end
	}{
		{"TERM", subreapers, nil, "-k", term},
		{"rewritten", subreapers, []string{"-r", "TERM:QUIT"}, "--kill-after", quit},
		{"all", containers(subreapers), []string{"-a"}, "-k", term},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			each(t, test.runners, func(t *testing.T, r runner) {
				longEnough(t, func(after string) bool {
					options := slices.Concat(test.options, []string{"-v", "-w", test.limit, after})
					p, _ := startLeave(t, r, options...)
					p.Stdin.Close()
					p.WantStatus(5)
					p.leftIsKilled()
					p.See(p.Stderr, `was terminated by signal 9 \(SIGKILL\)`)
					arrived := p.count(test.signal)
					if arrived > 1 {
						t.Errorf("arrivals of signal %d: got %d, want 1", test.signal, arrived)
					}
					return arrived > 0
				})
			})
		})
	}
}

// The time of -k that a signal has started goes on after the command's end.
func TestWaitAndKillFromBefore(t *testing.T) {
	each(t, subreapers, func(t *testing.T, r runner) {
		longEnough(t, func(after string) bool {
			p, _ := startLeave(t, r, "-v", "-w", "-k", "HUP:"+after)
			p.Signal(hup)
			p.See(p.Stderr, "Forwarded signal 1 to children")
			p.Stdin.Close()
			status := p.Status()
			p.leftIsKilled()
			if status == 128+kill || p.count(hup) == 0 {
				return false
			}
			if status != 5 {
				t.Errorf("exit status: got %d, want 5", status)
			}
			return true
		})
	})
}
