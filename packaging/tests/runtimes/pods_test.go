//go:build runtimes

package runtimes

import (
	"path/filepath"
	"slices"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// In a pod the first container, the infra container, has PID 1 and does nothing but reap. Podman
// would use catatonit for that, alone in an image; here dumb-init takes its place.
func TestPod(t *testing.T) {
	t.Parallel()
	p := newPodman(t)
	kit.Try(t, copyFile(dumbInit, filepath.Join(p.helpers, "catatonit")))
	p.do(t, "import", archive(t, rootWithDumbInit(t, "init")), "alone")
	t.Run("end", func(t *testing.T) { testPodEnds(t, p) })
	t.Run("orphans", func(t *testing.T) { testPodReaps(t, p) })
	t.Run("orphans without init", func(t *testing.T) { testPodWithoutInit(t, p) })
}

// The infra container ends with status 0 when the pod is stopped, and when it is killed by INT: as
// podman's own program, and as the user's.
func testPodEnds(t *testing.T, p *podman) {
	ours := []string{"--infra-image", "alone", "--infra-command", "/init -P"}
	stop := []string{"pod", "stop", "-t", "3600"}
	interrupt := []string{"pod", "kill", "--signal", "INT"}
	for _, row := range []struct {
		name  string
		flags []string
		end   []string
	}{
		{"stop", nil, stop},
		{"kill", nil, interrupt},
		{"ours-stop", ours, stop},
		{"ours-kill", ours, interrupt},
	} {
		t.Run(row.name, func(t *testing.T) {
			infra := p.startPod(t, row.name, row.flags...)
			awaitPause(t, p.pid1(t, infra))
			p.do(t, slices.Concat(row.end, []string{row.name})...)
			if got, want := p.do(t, "wait", infra), "0"; got != want {
				t.Errorf("exit status: got %s, want %s", got, want)
			}
		})
	}
}

// The infra container reaps the orphans of all containers of the pod.
func testPodReaps(t *testing.T, p *podman) {
	infra := p.startPod(t, "orphans")
	c := start(t, p, inPod("orphans"))
	c.see("orphan", leavesOrphans.orphans)
	wantChildren(t, p.pid1(t, infra))
}

// An infra container that does not reap has zombies: the test for reaping can fail.
func testPodWithoutInit(t *testing.T, p *podman) {
	p.do(t, "import", archive(t, scratch().directory), "base")
	infra := p.startPod(t, "zombies", "--infra-image", "base", "--infra-command", "sleep 1000")
	c := start(t, p, inPod("zombies"))
	c.see("orphan", leavesOrphans.orphans)
	zombies := slices.Repeat([]string{"Z sh"}, leavesOrphans.orphans)
	wantChildren(t, p.pid1(t, infra), zombies...)
}

// startPod starts a pod, and returns the name of its infra container.
func (p *podman) startPod(t testing.TB, name string, flags ...string) (infra string) {
	t.Helper()
	t.Cleanup(func() { p.try("pod", "rm", "--force", "--time", "0", name) })
	create := []string{
		"pod", "create",
		"--name", name,
		"--share", "pid,ipc",
		"--network", "none",
		"--cgroup-parent", cgroupParent + "/podman",
	}
	p.do(t, slices.Concat(create, flags)...)
	p.do(t, "pod", "start", name)
	return p.do(t, "pod", "inspect", "--format", "{{.InfraContainerID}}", name)
}

// inPod returns the spec of a container in a pod that leaves orphans.
func inPod(pod string) spec {
	s := script(noInit, leavesOrphans.script)
	s.flags = []string{"--pod", pod}
	return s
}
