package blackbox

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"dumb-init.alt/internal/testing/kit"
	"dumb-init.alt/internal/testing/proc"
)

// Without a command TERM or INT ends dumb-init, with status 0, and nothing else does. Everything but
// stop signals, which suspend it where it is a shell's job.
func TestPause(t *testing.T) {
	each(t, native, func(t *testing.T, r runner) {
		for _, end := range []int{term, 2} {
			p := start(t, r.command("-v", "--pause", "-e", "0:9", "-w"))
			awaitWait(t, p.PID)
			for _, s := range catchable(r) {
				switch s {
				case term, 2, chld, tstp, ttin, ttou:
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

// It runs as PID 1 with nothing but itself, as in a pod: no /proc, no shell, no environment. Orphans that
// are given to it are reaped.
func TestPauseAlone(t *testing.T) {
	kit.NeedRoot(t)
	nsenter := kit.Need(t, "nsenter")
	each(t, []runner{container}, func(t *testing.T, r runner) {
		root := t.TempDir()
		program, err := os.ReadFile(binaries[r.arch])
		kit.Try(t, err)
		kit.Try(t, os.WriteFile(filepath.Join(root, "pause"), program, 0o755))
		for _, end := range []int{term, 2} {
			cmd := r.command()
			cmd.Path, cmd.Args, cmd.Dir, cmd.Env = "/pause", []string{"/pause", "-P"}, "/", []string{}
			cmd.SysProcAttr.Chroot = root
			p := start(t, cmd)
			giveOrphans(t, nsenter, p.PID)
			kit.Eventually(t, "no zombie", func() bool { return proc.Zombies(p.PID) == 0 })
			p.Signal(end)
			p.WantStatus(0)
		}
	})
}

// The proof that the test above can fail: with another PID 1, the orphans remain.
func TestOrphansWithoutPause(t *testing.T) {
	kit.NeedRoot(t)
	nsenter := kit.Need(t, "nsenter")
	each(t, []runner{container}, func(t *testing.T, r runner) {
		cmd := r.command()
		cmd.Path, cmd.Args = probe, []string{"probe", "pause"}
		p := start(t, cmd)
		p.ready()
		giveOrphans(t, nsenter, p.PID)
		kit.Eventually(t, "zombies", func() bool { return proc.Zombies(p.PID) == 100 })
		p.Signal(kill)
		<-p.Ended
	})
}

// giveOrphans has a process from outside leave a hundred orphans in the PID namespace of another, and waits until
// they have ended.
func giveOrphans(t *testing.T, nsenter string, pid int) {
	t.Helper()
	cmd := process.command()
	cmd.Path, cmd.Args = nsenter, []string{"nsenter", "--target", strconv.Itoa(pid), "--pid", probe, "orphans", "100"}
	p := start(t, cmd)
	p.See(p.Stdout, "^ended$")
}

// There is nothing to do with a command.
func TestPauseWithCommand(t *testing.T) {
	each(t, everyone, func(t *testing.T, r runner) {
		for _, words := range [][]string{{"-P", "echo", "run"}, {"-vP", "--", "echo"}, {"--pause", "-c", "echo"}} {
			stdout, stderr, status := kit.Outcome(t, r.command(words...))
			if stdout != "" || status != 1 || !strings.HasPrefix(stderr, "dumb-init: 'echo' is not possible with --pause") || !strings.HasSuffix(stderr, tryHelp) {
				t.Errorf("%q: %d %q %q", words, status, stdout, stderr)
			}
		}
	})
}
