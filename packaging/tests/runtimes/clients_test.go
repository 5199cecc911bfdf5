//go:build runtimes

package runtimes

import (
	"strings"
	"testing"
)

const (
	runsAndSleeps = "echo it runs; exec sleep 1000"
	ignoresTERM   = `trap "" TERM; echo it runs; exec sleep 1000`
)

// clients tries what is left of what docker and podman have in common.
func clients(t *testing.T, e engine) {
	t.Run("servers", func(t *testing.T) { runServers(t, e) })
	t.Run("options", func(t *testing.T) {
		t.Parallel()
		b := sh(asInit, runsAndSleeps)
		b.options = "-v --exit-map TERM:0"
		c := start(t, e, b)
		c.see("it runs", 1)
		c.see("[dumb-init] Child spawned with PID ", 1)
		c.stop()
		c.wantStatus(0)
	})
	t.Run("all and wait", func(t *testing.T) {
		t.Parallel()
		// A session of its own is out of reach without -a, and what it still does takes -w.
		b := sh(asInit, `setsid sh -c 'trap "echo bye; exit" TERM; echo it runs; while :; do sleep 0.1; done' & wait`)
		b.options = "-a -w"
		c := start(t, e, b)
		c.see("it runs", 1)
		c.stop()
		c.wantStatus(143)
		c.see("bye", 1)
	})
	t.Run("all of the host's", func(t *testing.T) {
		t.Parallel()
		b := sh(asEntrypoint, "echo it runs")
		b.flags, b.options = []string{"--pid=host"}, "-a"
		c := start(t, e, b)
		c.wantStatus(1)
		c.see("dumb-init: '--all' is not possible but for PID 1", 1)
		if strings.Contains(c.out.String(), "it runs") {
			t.Error("the command was run")
		}
	})
}
