package blackbox

import (
	"fmt"
	"testing"

	"dumb-init.alt/internal/testing/kit"
	"dumb-init.alt/internal/testing/proc"
)

// onlyChild returns the one child of a process.
func onlyChild(t testing.TB, parent int) proc.Process {
	t.Helper()
	all := proc.Children(parent)
	if len(all) != 1 {
		t.Fatalf("children: %v, want one", all)
	}
	return all[0]
}

// awaitState waits until a process is in a state.
func awaitState(t testing.TB, pid int, state string) {
	t.Helper()
	kit.Eventually(t, fmt.Sprintf("process %d in state %s", pid, state), func() bool {
		s, _ := proc.Inspect(pid)
		return s.State == state
	})
}

// field returns a field of /proc/PID/status.
func field(t testing.TB, pid int, name string) string {
	t.Helper()
	value, ok := proc.Field(pid, "status", name)
	if !ok {
		t.Fatalf("no %s of process %d", name, pid)
	}
	return value
}

// awaitWait waits until dumb-init waits for signals: it has executed, blocked all, and lets them in to take them.
func awaitWait(t *testing.T, pid int) {
	t.Helper()
	kit.Eventually(t, "waiting for signals", func() bool { return field(t, pid, "SigBlk") == nothing })
	awaitState(t, pid, "S")
}
