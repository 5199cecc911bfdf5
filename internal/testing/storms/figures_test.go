package storms

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"dumb-init.alt/internal/testing/kit"
	"dumb-init.alt/internal/testing/proc"
)

// field returns a field of a file of /proc in the form of /proc/PID/status, or "" if there is none.
func field(pid int, file, name string) string {
	value, _ := proc.Field(pid, file, name)
	return value
}

// Sets of blocked signals. The kernel does not block KILL and STOP.
const (
	noSignals  = "0000000000000000"
	allSignals = "fffffffffffbfeff"
)

// sleeps reports whether a process sleeps.
func sleeps(pid int) bool {
	return strings.HasPrefix(field(pid, "status", "State"), "S")
}

// waits reports whether dumb-init waits for signals: while rt_sigtimedwait sleeps, the signals
// that it waits for are not blocked, and at all other times all are.
func waits(pid int) bool {
	return sleeps(pid) && field(pid, "status", "SigBlk") == noSignals
}

// figures are what no storm may change of dumb-init.
type figures struct {
	threads     string // names in /proc/PID/task
	descriptors string // names in /proc/PID/fd
	anonymous   int    // KiB of anonymous memory: the stack
}

// figures returns those of now.
func (p *running) figures() (f figures) {
	p.T.Helper()
	_, err := fmt.Sscan(field(p.PID, "smaps_rollup", "Anonymous"), &f.anonymous)
	kit.Try(p.T, err)
	f.threads = p.names("task")
	f.descriptors = p.names("fd")
	return f
}

// names returns the names in a directory of /proc/PID.
func (p *running) names(directory string) string {
	p.T.Helper()
	entries, err := os.ReadDir(fmt.Sprintf("/proc/%d/%s", p.PID, directory))
	kit.Try(p.T, err)
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return strings.Join(names, " ")
}

// unchanged fails if dumb-init has another thread or descriptor than before, or more memory. Its
// stack may reach into one more page, and no further: in a storm calls nest as they did not
// before.
func (p *running) unchanged(before figures) {
	p.T.Helper()
	now := p.figures()
	page := os.Getpagesize() / 1024
	if more := now.anonymous - before.anonymous; more != 0 && more != page {
		p.T.Errorf("KiB of anonymous memory: got %d, before the storm %d",
			now.anonymous, before.anonymous)
	}
	if now.threads != before.threads || now.descriptors != before.descriptors {
		p.T.Errorf("threads and descriptors: got %+v, before the storm %+v", now, before)
	}
}

// Figures that are not those of dumb-init are seen: the test itself has threads and memory.
func TestFigures(t *testing.T) {
	test := &running{Process: &kit.Process{T: t, PID: os.Getpid()}}
	f := test.figures()
	threads := len(strings.Fields(f.threads))
	descriptors := len(strings.Fields(f.descriptors))
	if threads < 2 || descriptors < 3 || f.anonymous < 100 {
		t.Errorf("got %+v, want 2 threads, 3 descriptors and 100 KiB at least", f)
	}
}
