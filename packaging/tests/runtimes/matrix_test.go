//go:build runtimes

package runtimes

import (
	"slices"
	"strings"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// testScenarios tries every scenario that an init mode allows.
func testScenarios(t *testing.T, e engine, mode initMode) {
	for _, s := range allScenarios() {
		if s.modes != nil && !slices.Contains(s.modes, mode) {
			continue
		}
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			s.testExit(t, e, mode)
			s.testStop(t, e, mode)
		})
	}
}

// The container is configured as the scenario says, and exits with the status of its command.
func (s scenario) testExit(t *testing.T, e engine, mode initMode) {
	t.Helper()
	c := s.start(t, e, mode, s.probe+"\nexit 7")
	if s.probe != "" {
		c.see("it holds", 1)
	}
	c.wantStatus(7)
}

// isPID1 is how the command says that it has no init.
const isPID1 = "the command is PID 1"

// PID 1 is dumb-init, has reaped every orphan, and ends as the scenario says when the container is
// stopped.
func (s scenario) testStop(t *testing.T, e engine, mode initMode) {
	t.Helper()
	c := s.start(t, e, mode, "[ $$ != 1 ] || echo "+isPID1+"\n"+s.workload.script)
	c.see("it runs", 1)
	c.see("orphan", s.workload.orphans)
	first := c.wantPID1IsDumbInit()
	pid := first
	for _, name := range s.workload.processes {
		pid = wantChildren(t, pid, "S "+name)[0].PID
	}
	c.stop()
	c.wantStatus(s.status)
	if c.printed(isPID1) {
		t.Errorf("output: got %s, want no line %q", c.output, isPID1)
	}
	if runsDumbInit(first) {
		t.Errorf("process %d: got dumb-init, want none after the end of the container", first)
	}
}

// start starts a container of the scenario.
func (s scenario) start(t *testing.T, e engine, mode initMode, text string) *container {
	t.Helper()
	const mark = "it is there"
	if s.fewProcesses {
		text = "echo " + mark + "\n" + text
	}
	it := s.spec
	it.mode = mode
	it.words = slices.Concat(it.words, []string{"sh", "-c", text})
	if s.fewProcesses {
		return startWithFewProcesses(t, e, it, mark)
	}
	return start(t, e, it)
}

// byDumbInit is how every message of dumb-init begins.
const byDumbInit = "[dumb-init]"

// startWithFewProcesses starts a container that may have few processes. runc has threads, which
// count as well: now and then there is one too many, as traces of it show, and runc fails. Then the
// container is started again. runc has done its part if the command has printed mark, or dumb-init
// a message.
func startWithFewProcesses(t *testing.T, e engine, s spec, mark string) (c *container) {
	t.Helper()
	const attempts = 5
	for range attempts {
		c = start(t, e, s)
		kit.Eventually(t, "the first output of a container with few processes", func() bool {
			return c.ended() || c.printed(mark)
		})
		if c.printed(mark) || c.printed(byDumbInit) {
			break
		}
		t.Logf("the engine has failed, which may happen: %.300s", c.output)
	}
	return c
}

// With one process allowed there is none for the command: dumb-init says so, and exits.
func testOneProcess(t *testing.T, e engine, mode initMode) {
	t.Parallel()
	s := atMost(1)
	s.mode = mode
	s.words = []string{"sh", "-c", "echo running"}
	c := startWithFewProcesses(t, e, s, byDumbInit)
	c.wantStatus(1)
	c.see("[dumb-init] Unable to fork: Resource temporarily unavailable", 1)
}

// Without restrictions no probe of a restriction finds anything: the probes can fail.
func testUnrestricted(t *testing.T, e engine, mode initMode) {
	t.Parallel()
	var probes strings.Builder
	for _, r := range restrictions {
		probes.WriteString(r.probe + "\n")
	}
	c := start(t, e, script(mode, probes.String()+"echo the end"))
	c.see("the end", 1)
	c.wantStatus(0)
	if got, want := c.output.String(), "the end\n"; got != want {
		t.Errorf("output: got %q, want %q", got, want)
	}
}
