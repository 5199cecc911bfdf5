//go:build runtimes

package runtimes

import (
	"path/filepath"
	"testing"

	"dumb-init.alt/internal/testing/proc"
)

// emptyRoot makes a root file system that holds dumb-init alone, under a name.
func emptyRoot(t *testing.T, name string) string {
	t.Helper()
	directory := t.TempDir()
	try(t, copyFile(dumbInit, filepath.Join(directory, name)))
	return directory
}

// pause has runc or crun run what podman's pods run.
func pause(t *testing.T, b *bundler) {
	for _, signal := range []string{"TERM", "INT"} {
		t.Run("pause "+signal, func(t *testing.T) {
			t.Parallel()
			empty := emptyRoot(t, "catatonit")
			c := start(t, b, box{way: noInit, words: []string{"/catatonit", "-P"}, config: func(c *config) {
				c.Root.Path = empty
			}})
			eventually(t, "the container", func() bool { return b.runs(c.name) })
			wantPausing(t, c.pid())
			b.signal(t, c.name, signal)
			c.wantStatus(0)
		})
	}
}

// wantPausing waits until a process is dumb-init and sleeps, which it only does to wait for signals.
func wantPausing(t *testing.T, pid int) {
	t.Helper()
	eventually(t, "a pause", func() bool {
		p, ok := proc.Inspect(pid)
		return ok && p.State == "S" && isOurs(pid)
	})
}

// pod makes a pod, and returns its infra container: the one that has its PID 1.
func (p *podman) pod(t *testing.T, name string, flags ...string) (infra string) {
	t.Helper()
	t.Cleanup(func() { p.quietly("pod", "rm", "--force", "--time", "0", name) })
	words := append([]string{"pod", "create", "--name", name, "--share", "pid,ipc", "--network", "none"}, flags...)
	p.do(t, append(words, "--cgroup-parent", cgroups+"/podman")...)
	p.do(t, "pod", "start", name)
	return p.do(t, "pod", "inspect", "--format", "{{.InfraContainerID}}", name)
}

// podMember is a box in a pod.
func podMember(pod string) box {
	b := sh(noInit, leavesOrphans)
	b.flags = []string{"--pod", pod}
	return b
}

// TestPod gives podman our program for the one that it would use itself: /catatonit, alone in an image.
func TestPod(t *testing.T) {
	t.Parallel()
	p := newPodman(t)
	try(t, copyFile(dumbInit, filepath.Join(p.helpers, "catatonit")))
	p.do(t, "import", archive(t, emptyRoot(t, "init")), "alone")
	ours := []string{"--infra-image", "alone", "--infra-command", "/init -P"}

	for _, c := range []struct {
		name  string
		flags []string
		end   []string
	}{
		{"stop", nil, []string{"pod", "stop", "-t", "3600"}},
		{"kill", nil, []string{"pod", "kill", "--signal", "INT"}},
		{"ours-stop", ours, []string{"pod", "stop", "-t", "3600"}},
		{"ours-kill", ours, []string{"pod", "kill", "--signal", "INT"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			infra := p.pod(t, c.name, c.flags...)
			wantPausing(t, p.pid(t, infra))
			p.do(t, append(c.end, c.name)...)
			if status := p.do(t, "wait", infra); status != "0" {
				t.Errorf("status is %s and not 0", status)
			}
		})
	}

	// A pod's PID 1 is the parent of every orphan in it.
	t.Run("orphans", func(t *testing.T) {
		infra := p.pod(t, "orphans")
		member := start(t, p, podMember("orphans"))
		member.see("orphan", 5)
		wantChildren(t, p.pid(t, infra), "")
	})
	t.Run("orphans without init", func(t *testing.T) {
		p.do(t, "import", archive(t, scratch().directory), "base")
		infra := p.pod(t, "zombies", "--infra-image", "base", "--infra-command", "sleep 1000")
		member := start(t, p, podMember("zombies"))
		member.see("orphan", 5)
		wantChildren(t, p.pid(t, infra), "Z sh Z sh Z sh Z sh Z sh")
	})
}
