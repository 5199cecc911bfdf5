//go:build runtimes

package runtimes

import (
	"path/filepath"
	"syscall"
	"testing"

	"dumb-init.alt/internal/testing/kit"
	"dumb-init.alt/internal/testing/proc"
)

// 'dumb-init -P', alone in a root file system and by another name as in podman's pods, exits with
// status 0 on TERM and on INT.
func testPause(t *testing.T, r *ociRuntime) {
	for _, row := range []struct {
		name   string
		signal syscall.Signal
	}{
		{"pause TERM", syscall.SIGTERM},
		{"pause INT", syscall.SIGINT},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			root := rootWithDumbInit(t, "catatonit")
			c := start(t, r, spec{
				mode:   noInit,
				words:  []string{"/catatonit", "-P"},
				config: func(c *config) { c.Root.Path = root },
			})
			kit.Eventually(t, "a running container", func() bool { return r.runs(t, c.name) })
			awaitPause(t, c.pid1())
			r.kill(t, c.name, row.signal)
			c.wantStatus(0)
		})
	}
}

// rootWithDumbInit makes a root file system that has dumb-init by this name, and nothing else.
func rootWithDumbInit(t testing.TB, name string) (directory string) {
	t.Helper()
	directory = t.TempDir()
	kit.Try(t, copyFile(dumbInit, filepath.Join(directory, name)))
	return directory
}

// awaitPause waits until a process is dumb-init and sleeps, which it does for nothing but signals.
func awaitPause(t testing.TB, pid int) {
	t.Helper()
	kit.Eventually(t, "a dumb-init that waits for signals", func() bool {
		p, ok := proc.Inspect(pid)
		return ok && p.State == "S" && runsDumbInit(pid)
	})
}
