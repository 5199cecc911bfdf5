//go:build runtimes

package runtimes

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// Podman runs dumb-init as its init by the flag --init-path.
func TestPodman(t *testing.T) {
	t.Parallel()
	p := newPodman(t)
	eachRootfs(t, p, func(t *testing.T, e engine) { testEngine(t, e, engineInit, entrypoint) })
	testCLI(t, p)
}

// A podman is a command line that keeps its containers in directories of its own.
type podman struct {
	cli
	helpers string // the directory in which it looks for its programs first
}

// podmanConfig is its containers.conf, without the directory of its programs. The limits are those
// of an ordinary process: raising them takes a capability that root may lack.
const podmanConfig = `
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
netns = "none"
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
helper_binaries_dir = [%q, "/usr/lib/podman", "/usr/libexec/podman"]
lock_type = "file"
runtime = "runc"
[network]
network_backend = "netavark"
`

func newPodman(t testing.TB) *podman {
	t.Helper()
	needRootAnd(t, "podman", "conmon", "runc", "busybox")
	directory, err := os.MkdirTemp(workDir, "podman")
	kit.Try(t, err)
	helpers := filepath.Join(directory, "helpers")
	kit.Try(t, os.Mkdir(helpers, 0o755))
	config := filepath.Join(directory, "containers.conf")
	kit.Try(t, os.WriteFile(config, fmt.Appendf(nil, podmanConfig, helpers), 0o644))
	p := &podman{
		helpers: helpers,
		cli: cli{
			program: []string{
				"podman",
				"--root", filepath.Join(directory, "root"),
				"--runroot", filepath.Join(directory, "run"),
				"--tmpdir", filepath.Join(directory, "tmp"),
				"--storage-driver", "vfs",
			},
			env:       []string{"CONTAINERS_CONF=" + config},
			runFlags:  []string{"--cgroup-parent", cgroupParent + "/podman"},
			initFlags: []string{"--init", "--init-path", dumbInit},
			rmCommand: []string{"rm", "--force", "--time", "0"},
			imageOf:   func(r rootfs) []string { return []string{"--rootfs", r.directory} },
		},
	}
	p.image = p.imageOf(scratch())
	t.Cleanup(func() {
		p.try("pod", "rm", "--force", "--time", "0", "--all")
		p.try("rm", "--force", "--time", "0", "--all")
	})
	return p
}
