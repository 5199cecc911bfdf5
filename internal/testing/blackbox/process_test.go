package blackbox

import (
	"fmt"
	"os/exec"
	"strconv"
	"testing"

	"dumb-init.alt/internal/testing/kit"
	"dumb-init.alt/internal/testing/proc"
)

// running is a dumb-init that a test has started, in most tests with the probe as its command.
type running struct {
	*kit.Process
}

// start starts a program. When the test ends, it is killed with everything below it.
func start(t testing.TB, cmd *exec.Cmd) *running {
	t.Helper()
	return &running{kit.Start(t, cmd)}
}

// ready waits until the probe is ready for signals, and returns its process ID as the probe sees
// it.
func (p *running) ready() (pid int) {
	p.T.Helper()
	pid, err := strconv.Atoi(p.See(p.Stdout, `^ready (\d+)$`)[0])
	kit.Try(p.T, err)
	return pid
}

// onlyChild returns the child of a process that has one child.
func onlyChild(t testing.TB, parent int) proc.Process {
	t.Helper()
	all := proc.Children(parent)
	if len(all) != 1 {
		t.Fatalf("children of process %d: got %v, want one", parent, all)
	}
	return all[0]
}

// children returns the process IDs of the children, as the test sees them.
func (p *running) children() (all []int) {
	for _, child := range proc.Children(p.PID) {
		all = append(all, child.PID)
	}
	return all
}

// commandPID returns the child that runs the probe, as the test sees it. There must be one.
func (p *running) commandPID() (pid int) {
	p.T.Helper()
	for _, child := range proc.Children(p.PID) {
		if child.Name == "probe" {
			return child.PID
		}
	}
	p.T.Fatalf("children of process %d: got none that runs the probe, want one", p.PID)
	return 0
}

// awaitState waits until a process is in a state of proc(5), such as T for stopped.
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
		t.Fatalf("/proc/%d/status has no field %s", pid, name)
	}
	return value
}

// nothing is an empty set of signals in /proc/PID/status.
const noSignals = "0000000000000000"

// awaitWait waits until dumb-init waits for signals. It blocks all of them, except while it waits:
// the kernel lets in those that are waited for (do_sigtimedwait, kernel/signal.c).
func awaitWait(t *testing.T, pid int) {
	t.Helper()
	kit.Eventually(t, "no blocked signal", func() bool {
		return field(t, pid, "SigBlk") == noSignals
	})
	awaitState(t, pid, "S")
}
