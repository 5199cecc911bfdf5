package storms

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"dumb-init.alt/internal/testing/proc"
)

// calm waits until dumb-init has no child but the command, and that has none: all have ended and are reaped.
func (p *running) calm() {
	p.t.Helper()
	p.eventually("no process but the command", func() bool { return len(proc.Descendants(p.pid)) == 1 })
}

// field returns a field of a file of /proc in the form of /proc/PID/status, or "" where there is none.
func field(pid int, file, name string) string {
	value, _ := proc.Field(pid, file, name)
	return value
}

// Sets of blocked signals: none, and all but KILL and STOP, which the kernel does not block.
const (
	none = "0000000000000000"
	all  = "fffffffffffbfeff"
)

// waits reports whether dumb-init waits for signals: it has blocked all, and lets them in to take them.
func waits(pid int) bool {
	return strings.HasPrefix(field(pid, "status", "State"), "S") && field(pid, "status", "SigBlk") == none
}

// figures are of dumb-init what no storm may change, but for the memory, in KiB, which is its stack: in a storm calls may
// nest as they did not before, and reach into one more page, but no further.
type figures struct {
	threads, descriptors string
	anonymous            int
}

func (p *running) figures() (f figures) {
	p.t.Helper()
	names := func(directory string) string {
		entries, err := os.ReadDir(fmt.Sprintf("/proc/%d/%s", p.pid, directory))
		try(p.t, err)
		names := ""
		for _, entry := range entries {
			names += entry.Name() + " "
		}
		return names
	}
	_, err := fmt.Sscan(field(p.pid, "smaps_rollup", "Anonymous"), &f.anonymous)
	try(p.t, err)
	f.threads, f.descriptors = names("task"), names("fd")
	return f
}

// unchanged fails where dumb-init has another thread, descriptor or more memory than before.
func (p *running) unchanged(before figures) {
	p.t.Helper()
	now := p.figures()
	if more := now.anonymous - before.anonymous; more != 0 && more != os.Getpagesize()/1024 {
		p.t.Errorf("KiB of anonymous memory: %d, before the storm %d", now.anonymous, before.anonymous)
	}
	if now.threads != before.threads || now.descriptors != before.descriptors {
		p.t.Errorf("threads and descriptors: %+v, before the storm %+v", now, before)
	}
}

// The proof that figures are seen: those of a process that has threads and memory.
func TestFigures(t *testing.T) {
	p := &running{t: t, pid: os.Getpid()}
	f := p.figures()
	if len(strings.Fields(f.threads)) < 2 || len(strings.Fields(f.descriptors)) < 3 || f.anonymous < 100 {
		t.Errorf("figures of the test itself: %+v", f)
	}
}
