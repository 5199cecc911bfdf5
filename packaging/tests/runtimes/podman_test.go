//go:build runtimes

package runtimes

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// A podman is a client with directories of its own.
type podman struct {
	client
	helpers string // where it looks for its programs first
}

func newPodman(t *testing.T) *podman {
	t.Helper()
	need(t, "podman", "conmon", "runc", "busybox")
	directory, err := os.MkdirTemp(place, "podman")
	try(t, err)
	in := func(name string) string { return filepath.Join(directory, name) }
	try(t, os.Mkdir(in("helpers"), 0o755))
	// The limits are those of an ordinary process, as raising them takes a capability that root may lack.
	try(t, os.WriteFile(in("containers.conf"), fmt.Appendf(nil, `
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
`, in("helpers")), 0o644))
	p := &podman{helpers: in("helpers"), client: client{
		words: []string{
			"podman", "--root", in("root"), "--runroot", in("run"), "--tmpdir", in("tmp"),
			"--storage-driver", "vfs",
		},
		env:  []string{"CONTAINERS_CONF=" + in("containers.conf")},
		run:  []string{"--cgroup-parent", cgroups + "/podman"},
		init: []string{"--init", "--init-path", dumbInit},
		on:   func(r tree) []string { return []string{"--rootfs", r.directory} },
		rm:   []string{"rm", "--force", "--time", "0"},
	}}
	p.image = p.on(scratch())
	t.Cleanup(func() {
		p.quietly("pod", "rm", "--force", "--time", "0", "--all")
		p.quietly("rm", "--force", "--time", "0", "--all")
	})
	return p
}

func TestPodman(t *testing.T) {
	t.Parallel()
	p := newPodman(t)
	overTrees(t, p, func(t *testing.T, e engine) { core(t, e, asInit, asEntrypoint) })
	clients(t, p)
}
