package blackbox

import (
	"os/exec"
	"strconv"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// running is a dumb-init that a test has started, with the probe as its command in most tests.
type running struct {
	*kit.Process
}

// start starts a program; it and everything below it ends with the test.
func start(t testing.TB, cmd *exec.Cmd) *running {
	t.Helper()
	return &running{kit.Start(t, cmd)}
}

// ready waits until the probe is ready for signals, and returns its process ID as it sees it.
func (p *running) ready() (pid int) {
	p.T.Helper()
	pid, err := strconv.Atoi(p.See(p.Stdout, `^ready (\d+)$`)[0])
	kit.Try(p.T, err)
	return pid
}
