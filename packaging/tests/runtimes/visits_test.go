//go:build runtimes

package runtimes

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// A server that is stopped has all the time that it wants for its end, and loses nothing. Each runs
// twice on the same data: the second run goes on from where the first one ended.
func testServers(t *testing.T, e engine) {
	e = e.on(debian(t))
	for _, s := range servers {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			data := s.seed(t)
			for _, visit := range []int{1, 2} {
				s.testVisit(t, e, data, visit)
			}
		})
	}
}

// seed makes a directory with the data that comes with the package, and with files of ours.
func (s server) seed(t testing.TB) (data string) {
	t.Helper()
	data = filepath.Join(t.TempDir(), "data")
	run(t, command("cp", "-a", debianRootfs().directory+s.data, data))
	kit.Try(t, os.Chmod(data, 0o755))
	for _, file := range []string{"nginx.conf", "visits.js", "visits.py"} {
		kit.Try(t, copyFile(filepath.Join("testdata/servers", file), filepath.Join(data, file)))
	}
	return data
}

// testVisit starts the server, asks it, gives it work, and stops it.
func (s server) testVisit(t *testing.T, e engine, data string, visit int) {
	t.Helper()
	c := start(t, e, s.spec(data))
	c.see(s.ready, 1)
	c.wantPID1IsDumbInit()
	if s.question != nil {
		if got, want := run(t, c.inside(s.question...)), strconv.Itoa(visit); got != want {
			t.Errorf("number of the visit: got %s, want %s", got, want)
		}
	}
	check := func() {}
	if s.keepBusy != nil {
		check = s.keepBusy(t, c)
	}
	c.stop()
	c.wantStatus(s.status)
	check()
	for _, text := range s.farewell {
		c.see(text, 1)
	}
	if c.printed("not properly shut down") { // as postgres says after a crash
		t.Errorf("output: got %s, want data that need no recovery", c.output)
	}
}

// spec returns the spec of the server's container.
func (s server) spec(data string) spec {
	return spec{
		mode:       entrypoint,
		options:    s.options,
		stopSignal: s.stopSignal,
		words:      s.words,
		flags: []string{
			"--read-only",
			"--tmpfs=/run",
			"--tmpfs=/tmp",
			"--volume=" + data + ":" + s.data,
		},
		config: func(c *config) {
			c.Root.ReadOnly = true
			c.Process.Capabilities = capabilities(
				"CAP_CHOWN",
				"CAP_DAC_OVERRIDE",
				"CAP_KILL",
				"CAP_SETGID",
				"CAP_SETUID",
			)
			c.Mounts = append(c.Mounts,
				mount{"/dev/shm", "tmpfs", "tmpfs", []string{"mode=1777"}},
				mount{"/run", "tmpfs", "tmpfs", []string{"mode=1777"}},
				mount{"/tmp", "tmpfs", "tmpfs", []string{"mode=1777"}},
				mount{s.data, "bind", data, []string{"bind"}},
			)
		},
	}
}

// inside returns a command with the network and the files of the container. It is not one of the
// container's processes.
func (c *container) inside(words ...string) *exec.Cmd {
	c.t.Helper()
	nsenter := []string{
		"nsenter",
		"--target", strconv.Itoa(c.pid1()),
		"--mount", "--net", "--ipc", "--root", "--wd",
		"--",
	}
	return command(slices.Concat(nsenter, words)...)
}
