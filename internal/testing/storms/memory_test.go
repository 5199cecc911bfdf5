package storms

import (
	"fmt"
	"strings"
	"syscall"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// While the memory of a container is used up again and again, dumb-init reaps and forwards.
//
// The kernel reclaims what it can, and kills the process that takes the most (memory.oom.group is
// 0): orphans at first, and at last the command. dumb-init says that the command was killed, and
// why.
func TestMemory(t *testing.T) {
	each(t, oneOfEach, func(t *testing.T, r runner) {
		g := newCgroup(t, "memory")
		g.limitMemory("32M")
		p := start(t, after(g.enter(), r.command(load, "memory", "16")))
		p.prepared(1)
		before := p.figures()
		p.begin.Store(1)
		sent := p.answers(size(4, 100))
		p.killedAtLeast(size(4, 100))
		p.madeAtLeast(int(p.made.Load()) + 100)
		p.unchanged(before)
		killed := p.killed.Load()
		p.end.Store(uint64(syscall.SIGUSR1))
		p.Signal(int(syscall.SIGUSR1))
		p.says = "[dumb-init] " + load + " was killed by signal 9 (SIGKILL) (out of memory).\n"
		p.ends(128 + int(syscall.SIGKILL))
		byKernel := g.kills()
		if byKernel <= killed {
			t.Errorf("processes killed by the kernel: got %d, want more than %d", byKernel, killed)
		}
		t.Logf("%d processes killed by the kernel, %d orphans reaped; %d signals answered",
			byKernel, p.made.Load(), sent)
	})
}

// killedAtLeast waits until so many processes that took memory were killed and reaped. Each of
// them has its own deadline.
func (p *running) killedAtLeast(processes int) {
	p.T.Helper()
	want := uint64(processes)
	for killed := p.killed.Load(); killed < want; killed = p.killed.Load() {
		p.eventually("another kill", func() bool { return p.killed.Load() > killed })
	}
}

// limitMemory limits the memory, without any swap. The kernel is to kill one process, not all.
func (g *cgroup) limitMemory(limit string) {
	g.t.Helper()
	if !g.unified {
		g.set("memory.limit_in_bytes", limit)
		return
	}
	g.set("memory.max", limit)
	g.set("memory.oom.group", "0")
	if g.read("memory.swap.max") != "" {
		g.set("memory.swap.max", "0")
	}
}

// kills returns how many processes the kernel has killed for want of memory.
func (g *cgroup) kills() (n uint64) {
	g.t.Helper()
	file := "memory.oom_control"
	if g.unified {
		file = "memory.events"
	}
	_, rest, _ := strings.Cut("\n"+g.read(file), "\noom_kill ")
	_, err := fmt.Sscan(rest, &n)
	kit.Try(g.t, err)
	return n
}
