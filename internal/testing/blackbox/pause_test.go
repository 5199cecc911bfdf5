package blackbox

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"dumb-init.alt/internal/testing/proc"
)

// Without a command TERM or INT ends dumb-init, with status 0, and nothing else does. Everything but
// stop signals, which suspend it where it is a shell's job.
func TestPause(t *testing.T) {
	each(t, native, func(t *testing.T, r runner) {
		for _, end := range []int{term, 2} {
			p := start(t, r.command("-v", "--pause", "-e", "0:9", "-w"))
			awaitWait(t, p.pid)
			for _, s := range catchable(r) {
				switch s {
				case term, 2, chld, tstp, ttin, ttou:
					continue
				}
				p.signal(s)
				p.see(p.stderr, fmt.Sprintf(`Received signal %d\.`, s))
			}
			p.signal(end)
			p.wantStatus(0)
		}
	})
}

// It runs as PID 1 with nothing but itself, as in a pod: no /proc, no shell, no environment. Orphans that
// are given to it are reaped.
func TestPauseAlone(t *testing.T) {
	needRoot(t)
	nsenter := need(t, "nsenter")
	each(t, []runner{container}, func(t *testing.T, r runner) {
		root := t.TempDir()
		program, err := os.ReadFile(binaries[r.arch])
		try(t, err)
		try(t, os.WriteFile(filepath.Join(root, "pause"), program, 0o755))
		for _, end := range []int{term, 2} {
			cmd := r.command()
			cmd.Path, cmd.Args, cmd.Dir, cmd.Env = "/pause", []string{"/pause", "-P"}, "/", []string{}
			cmd.SysProcAttr.Chroot = root
			p := start(t, cmd)
			giveOrphans(t, nsenter, p.pid)
			eventually(t, "no zombie", func() bool { return proc.Zombies(p.pid) == 0 })
			p.signal(end)
			p.wantStatus(0)
		}
	})
}

// The proof that the test above can fail: with another PID 1, the orphans remain.
func TestOrphansWithoutPause(t *testing.T) {
	needRoot(t)
	nsenter := need(t, "nsenter")
	each(t, []runner{container}, func(t *testing.T, r runner) {
		cmd := r.command()
		cmd.Path, cmd.Args = probe, []string{"probe", "pause"}
		p := start(t, cmd)
		p.ready()
		giveOrphans(t, nsenter, p.pid)
		eventually(t, "zombies", func() bool { return proc.Zombies(p.pid) == 100 })
		p.signal(kill)
		<-p.ended
	})
}

// giveOrphans has a process from outside leave a hundred orphans in the PID namespace of another, and waits until
// they have ended.
func giveOrphans(t *testing.T, nsenter string, pid int) {
	t.Helper()
	cmd := process.command()
	cmd.Path, cmd.Args = nsenter, []string{"nsenter", "--target", strconv.Itoa(pid), "--pid", probe, "orphans", "100"}
	p := start(t, cmd)
	p.see(p.stdout, "^ended$")
}

// There is nothing to do with a command.
func TestPauseWithCommand(t *testing.T) {
	each(t, everyone, func(t *testing.T, r runner) {
		for _, words := range [][]string{{"-P", "echo", "run"}, {"-vP", "--", "echo"}, {"--pause", "-c", "echo"}} {
			stdout, stderr, status := outcome(t, r.command(words...))
			if stdout != "" || status != 1 || !strings.HasPrefix(stderr, "dumb-init: 'echo' is not possible with --pause") || !strings.HasSuffix(stderr, tryHelp) {
				t.Errorf("%q: %d %q %q", words, status, stdout, stderr)
			}
		}
	})
}
