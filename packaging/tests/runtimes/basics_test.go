//go:build runtimes

package runtimes

import (
	"slices"
	"testing"
)

// testEngine is what every engine has to pass, in each of its init modes.
func testEngine(t *testing.T, e engine, modes ...initMode) {
	for _, mode := range modes {
		t.Run(string(mode), func(t *testing.T) {
			t.Parallel()
			t.Run("status", func(t *testing.T) { testStatus(t, e, mode) })
			t.Run("no such command", func(t *testing.T) { testNoSuchCommand(t, e, mode) })
			t.Run("job control", func(t *testing.T) { testJobControl(t, e, mode) })
			testScenarios(t, e, mode)
			t.Run("one process", func(t *testing.T) { testOneProcess(t, e, mode) })
		})
	}
	t.Run("unrestricted", func(t *testing.T) { testUnrestricted(t, e, modes[0]) })
	t.Run(string(noInit), func(t *testing.T) { testNoInit(t, e) })
}

// The container exits with the status of the command, or with 128 and the signal that has killed
// it.
func testStatus(t *testing.T, e engine, mode initMode) {
	t.Parallel()
	start(t, e, script(mode, "exit 7")).wantStatus(7)
	start(t, e, script(mode, "kill -KILL $$")).wantStatus(killedByKILL)
}

// A command that does not exist is named, and the status is 127.
func testNoSuchCommand(t *testing.T, e engine, mode initMode) {
	t.Parallel()
	c := start(t, e, spec{mode: mode, words: []string{"/doesnotexist"}})
	c.wantStatus(127)
	c.see("[dumb-init] /doesnotexist: No such file or directory", 1)
}

// Without an init the tests for reaping and for signals fail: orphans stay zombies, and TERM has no
// effect on a PID 1 that has no handler for it.
func testNoInit(t *testing.T, e engine) {
	t.Parallel()
	s := script(noInit, leavesOrphans.script)
	s.impatient = true
	c := start(t, e, s)
	c.see("orphan", leavesOrphans.orphans)
	wantChildren(t, c.pid1(), slices.Repeat([]string{"Z sh"}, leavesOrphans.orphans)...)
	c.stop()
	c.wantStatus(killedByKILL)
}
