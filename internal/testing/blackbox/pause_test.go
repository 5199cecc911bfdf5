package blackbox

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// Without a command TERM or INT ends dumb-init with status 0, and no other signal does. The test
// leaves out CHLD, which is for dumb-init itself, and the stop signals, which suspend a shell's
// job.
func TestPause(t *testing.T) {
	each(t, native, func(t *testing.T, r runner) {
		for _, end := range []int{term, intr} {
			p := start(t, r.command("-v", "--pause", "-e", "0:9", "-w"))
			awaitAsleep(t, p.PID)
			for _, s := range catchable(r) {
				if slices.Contains([]int{term, intr, chld, tstp, ttin, ttou}, s) {
					continue
				}
				p.Signal(s)
				p.See(p.Stderr, fmt.Sprintf(`Received signal %d\.`, s))
			}
			p.Signal(end)
			p.WantStatus(0)
		}
	})
}

// dumb-init -P runs as PID 1 with nothing but itself, as in a pod: no /proc, no shell, no
// environment. It reaps the orphans that the namespace gives to it.
func TestPauseAlone(t *testing.T) {
	kit.NeedRoot(t)
	nsenter := kit.Need(t, "nsenter")
	each(t, []runner{container}, func(t *testing.T, r runner) {
		root := t.TempDir()
		program, err := os.ReadFile(binaries[r.arch])
		kit.Try(t, err)
		kit.Try(t, os.WriteFile(filepath.Join(root, "pause"), program, 0o755))
		for _, end := range []int{term, intr} {
			cmd := r.command()
			cmd.Path = "/pause"
			cmd.Args = []string{"/pause", "-P"}
			cmd.Dir = "/"
			cmd.Env = []string{}
			cmd.SysProcAttr.Chroot = root
			p := start(t, cmd)
			giveOrphans(t, nsenter, p.PID)
			awaitZombies(t, p.PID, 0)
			p.Signal(end)
			p.WantStatus(0)
		}
	})
}

// The proof that the test above can fail: with another PID 1 the orphans stay zombies.
func TestOrphansWithoutPause(t *testing.T) {
	kit.NeedRoot(t)
	nsenter := kit.Need(t, "nsenter")
	each(t, []runner{container}, func(t *testing.T, r runner) {
		p := start(t, withoutInit(r, "pause"))
		p.ready()
		giveOrphans(t, nsenter, p.PID)
		awaitZombies(t, p.PID, orphansGiven)
	})
}

// orphansGiven is how many orphans giveOrphans makes.
const orphansGiven = 100

// giveOrphans has a process from outside leave orphans in the PID namespace of another, and waits
// until they have ended.
func giveOrphans(t *testing.T, nsenter string, pid int) {
	t.Helper()
	cmd := process.command()
	cmd.Path = nsenter
	cmd.Args = []string{
		"nsenter", "--target", strconv.Itoa(pid), "--pid",
		probe, "orphans", strconv.Itoa(orphansGiven),
	}
	p := start(t, cmd)
	p.See(p.Stdout, "^ended$")
}
