package blackbox

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// stat is what /proc/PID/stat says of a process.
type stat struct {
	state                       string // "Z" is a zombie, "T" is stopped
	pid, parent, group, session int
}

func readStat(pid int) (s stat, ok bool) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	_, rest, found := strings.Cut(string(text), ") ")
	if err != nil || !found {
		return s, false
	}
	s.pid = pid
	n, _ := fmt.Sscan(rest, &s.state, &s.parent, &s.group, &s.session)
	return s, n == 4
}

// children returns the children of a process.
func children(parent int) (all []stat) {
	paths, _ := filepath.Glob("/proc/[0-9]*")
	for _, path := range paths {
		pid, _ := strconv.Atoi(filepath.Base(path))
		if s, ok := readStat(pid); ok && s.parent == parent {
			all = append(all, s)
		}
	}
	return all
}

func descendants(pid int) (all []int) {
	for _, child := range children(pid) {
		all = append(append(all, child.pid), descendants(child.pid)...)
	}
	return all
}

// onlyChild returns the one child of a process.
func onlyChild(t testing.TB, parent int) stat {
	t.Helper()
	all := children(parent)
	if len(all) != 1 {
		t.Fatalf("children: %v, want one", all)
	}
	return all[0]
}

func zombies(parent int) (n int) {
	for _, child := range children(parent) {
		if child.state == "Z" {
			n++
		}
	}
	return n
}

// awaitState waits until a process is in a state.
func awaitState(t testing.TB, pid int, state string) {
	t.Helper()
	eventually(t, fmt.Sprintf("process %d in state %s", pid, state), func() bool {
		s, _ := readStat(pid)
		return s.state == state
	})
}

// field returns a field of /proc/PID/status.
func field(t testing.TB, pid int, name string) string {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(text), "\n"+name+":")
	if !found {
		t.Fatalf("no %s in %s", name, text)
	}
	value, _, _ := strings.Cut(rest, "\n")
	return strings.TrimSpace(value)
}

// awaitWait waits until dumb-init waits for signals: it has executed, blocked all, and lets them in to take them.
func awaitWait(t *testing.T, pid int) {
	t.Helper()
	eventually(t, "waiting for signals", func() bool { return field(t, pid, "SigBlk") == nothing })
	awaitState(t, pid, "S")
}
