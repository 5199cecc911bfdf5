//go:build runtimes

package runtimes

import "testing"

// testCLI is what docker and podman have to pass beside testEngine.
func testCLI(t *testing.T, e engine) {
	t.Run("servers", func(t *testing.T) { testServers(t, e) })
	t.Run("options", func(t *testing.T) { testOptions(t, e) })
	t.Run("all and wait", func(t *testing.T) { testAllAndWait(t, e) })
	t.Run("all of the host's", func(t *testing.T) { testAllOfHost(t, e) })
}

// An init whose command line is the engine's takes options from DUMB_INIT_OPTIONS.
func testOptions(t *testing.T, e engine) {
	t.Parallel()
	s := script(engineInit, sleeps.script)
	s.options = "-v --exit-map TERM:0"
	c := start(t, e, s)
	c.see("it runs", 1)
	c.see("[dumb-init] Child spawned with PID ", 1)
	c.stop()
	c.wantStatus(0)
}

// With -a the stop signal reaches a process in a session of its own, and with -w the container
// waits for what that process does then.
func testAllAndWait(t *testing.T, e engine) {
	t.Parallel()
	s := script(engineInit, `
setsid sh -c '
	trap "echo bye; exit" TERM
	echo it runs
	while :; do
		sleep 0.1
	done
' &
wait`)
	s.options = "-a -w"
	c := start(t, e, s)
	c.see("it runs", 1)
	c.stop()
	c.wantStatus(killedByTERM)
	c.see("bye", 1)
}

// In the host's PID namespace -a would reach the whole host: dumb-init refuses it, and runs no
// command.
func testAllOfHost(t *testing.T, e engine) {
	t.Parallel()
	s := script(entrypoint, "echo it runs")
	s.flags = []string{"--pid=host"}
	s.options = "-a"
	c := start(t, e, s)
	c.wantStatus(1)
	c.see("dumb-init: ", 1)
	c.see("--all", 1)
	c.see("PID 1", 1)
	if c.printed("it runs") {
		t.Errorf("output: got %s, want no sign of the command", c.output)
	}
}
