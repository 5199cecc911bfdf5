//go:build runtimes

package runtimes

import (
	"strings"
	"testing"
)

const (
	readyThenSleep = "echo ready; exec sleep 1000"
	ignoresTERM    = `trap "" TERM; echo ready; exec sleep 1000`
	options        = "--env=DUMB_INIT_OPTIONS="
)

// clients tries what docker and podman have in common.
func clients(t *testing.T, e *client) {
	t.Run("stop", func(t *testing.T) { stops(t, e) })
	t.Run("kill after the engine's time", func(t *testing.T) {
		for name, b := range map[string]box{
			"no init":      sh(noInit, readyThenSleep), // TERM has no effect on a PID 1 without a handler
			"ignores TERM": sh(asInit, ignoresTERM),
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				c := start(t, e, b)
				c.see("ready", 1)
				e.stopWithin(t, c.name, "1")
				c.wantStatus(137)
			})
		}
	})
	t.Run("options", func(t *testing.T) {
		t.Parallel()
		c := start(t, e, sh(asInit, readyThenSleep).with(options+"-v --exit-map TERM:0"))
		c.see("ready", 1)
		c.see("[dumb-init] Child spawned with PID ", 1)
		c.stop()
		c.wantStatus(0)
	})
	t.Run("all and wait", func(t *testing.T) {
		t.Parallel()
		// A session of its own is out of reach without -a, and what it still does takes -w.
		const script = `setsid sh -c 'trap "echo bye; exit" TERM; echo ready; while :; do sleep 0.1; done' & wait`
		c := start(t, e, sh(asInit, script).with(options+"-a -w"))
		c.see("ready", 1)
		c.stop()
		c.wantStatus(143)
		c.see("bye", 1)
	})
	t.Run("host's processes", func(t *testing.T) { hostsProcesses(t, e) })
	t.Run("nested", func(t *testing.T) {
		t.Parallel()
		b := sh(asInit, readyThenSleep)
		b.words = append([]string{"/bin/dumb-init", "-c", "/bin/dumb-init", "-c"}, b.words...)
		c := start(t, e, b)
		c.see("ready", 1)
		c.stop()
		c.wantStatus(143)
	})
	t.Run("out of memory", func(t *testing.T) {
		t.Parallel()
		b := sh(asInit, `echo ready; dd if=/dev/zero of=/dev/null bs=256M count=1; echo status $?; exit 5`)
		c := start(t, e, b.with("--memory=32m", "--memory-swap=32m"))
		c.see("status 137", 1)
		c.wantStatus(5)
	})
}

// stops are containers that are stopped without a limit of time, so that what ends them is dumb-init.
func stops(t *testing.T, e *client) {
	for _, c := range []struct {
		name, script string
		flags        []string
		status       int
	}{
		{"rewritten", readyThenSleep, []string{options + "-r TERM:QUIT"}, 131},
		{"kill after", ignoresTERM, []string{options + "-k 1"}, 137},
		{"stop signal INT", readyThenSleep, []string{"--stop-signal=INT"}, 130},
		{"stop signal RTMIN+3", readyThenSleep, []string{"--stop-signal=RTMIN+3"}, 165}, // 128 + 34 + 3
		{"handled", `trap "echo bye; exit 9" TERM; echo ready; while :; do sleep 1; done`, nil, 9},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			box := start(t, e, sh(asInit, c.script).with(c.flags...))
			box.see("ready", 1)
			box.stop()
			box.wantStatus(c.status)
		})
	}
}

// hostsProcesses has dumb-init in the host's PID namespace, where it is not PID 1.
func hostsProcesses(t *testing.T, e *client) {
	t.Run("stop", func(t *testing.T) {
		t.Parallel()
		c := start(t, e, sh(asEntrypoint, readyThenSleep).with("--pid=host"))
		c.see("ready", 1)
		c.stop()
		c.wantStatus(143)
	})
	t.Run("subreaper", func(t *testing.T) {
		t.Parallel()
		b := sh(asEntrypoint, leavesOrphans).with("--pid=host")
		b.options = []string{"-s"}
		c := start(t, e, b)
		c.see("orphan", 5)
		wantChildren(t, c.pid(), "S sleep")
		c.stop()
		c.wantStatus(143)
	})
	t.Run("all", func(t *testing.T) {
		t.Parallel()
		b := sh(asEntrypoint, "echo ready").with("--pid=host")
		b.options = []string{"-a"}
		c := start(t, e, b)
		c.wantStatus(1)
		c.see("dumb-init: '--all' is not possible but for PID 1", 1)
		if strings.Contains(c.out.String(), "ready") {
			t.Error("the command was run")
		}
	})
}
