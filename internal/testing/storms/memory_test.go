package storms

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
)

// The memory of a container is used up, again and again: the kernel reclaims what it can, and kills who takes the
// most (memory.oom.group is 0), orphans first and then the command. dumb-init survives, reaps and forwards meanwhile, and
// reports the end of the command as by KILL.
func TestMemory(t *testing.T) {
	each(t, everywhere, func(t *testing.T, r runner) {
		g := newCgroup(t, "memory")
		g.limitMemory("32M")
		p := start(t, after(g.enter(), r.command(storm, "memory", "16")))
		p.prepared(1)
		before := p.figures()
		p.begin.Store(1)
		kills, answers := size(4, 100), size(4, 100)
		for range answers {
			p.answers()
		}
		for kill := range kills { // the deadline is for each
			p.eventually("another kill", func() bool { return p.killed.Load() > uint64(kill) })
		}
		p.madeAtLeast(int(p.made.Load()) + 100)
		p.unchanged(before)
		killed := p.killed.Load()
		p.end.Store(uint64(syscall.SIGUSR1))
		p.signal(int(syscall.SIGUSR1))
		p.wantStatus(128 + int(syscall.SIGKILL))
		byKernel := g.kills()
		if byKernel <= killed {
			t.Errorf("%d processes killed, and the kernel knows of %d", killed+1, byKernel)
		}
		t.Logf("%d processes killed for want of memory, %d orphans reaped and %d signals answered meanwhile", byKernel, p.made.Load(), len(answering)*answers)
	})
}

// limitMemory sets the limit, and that there is no other memory and that one process is killed and not all.
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

// kills is how many processes the kernel has killed.
func (g *cgroup) kills() (n uint64) {
	g.t.Helper()
	text := g.read("memory.events") // version 2
	if !g.unified {
		text = g.read("memory.oom_control")
	}
	_, rest, _ := strings.Cut("\n"+text, "\noom_kill ")
	_, err := fmt.Sscan(rest, &n)
	try(g.t, err)
	return n
}
