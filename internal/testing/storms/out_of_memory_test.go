package storms

import (
	"os/exec"
	"syscall"
	"testing"

	"dumb-init.alt/internal/testing/kit"
	"dumb-init.alt/internal/testing/proc"
)

// views are the ways to see one's own control group. The lines of a shell change what the shell
// sees; $group is the control group's directory. version1 and version2 are the two versions of the
// hierarchy.
var views = []struct {
	name     string
	options  string // of unshare(1)
	version1 string
	version2 string
}{
	{
		"as the host does",
		"--mount",
		"",
		"",
	},
	{
		"in a cgroup namespace",
		"--mount --cgroup",
		"mount -t tmpfs none /sys/fs/cgroup; mkdir /sys/fs/cgroup/memory;" +
			"mount -t cgroup -o memory none /sys/fs/cgroup/memory",
		"mount -t cgroup2 none /sys/fs/cgroup",
	},
	{
		"mounted alone",
		"--mount",
		"mount --bind $group /sys/fs/cgroup/memory",
		"mount --bind $group /sys/fs/cgroup",
	},
}

// If the kernel kills the command for want of memory, dumb-init says so, whatever it sees of its
// control group. If somebody else kills the command, dumb-init does not speak of memory.
func TestOutOfMemory(t *testing.T) {
	for _, r := range []runner{container, process} {
		for _, view := range views {
			t.Run(r.String()+" "+view.name, func(t *testing.T) {
				r.need(t)
				unshare := kit.Need(t, "unshare")
				run := func(command ...string) *kit.Process {
					g := newCgroup(t, "memory")
					g.limitMemory("32M")
					lines := view.version1
					if g.unified {
						lines = view.version2
					}
					see := unshare + " " + view.options + ` sh -ec '` + "\n" +
						"group=" + g.directory + "\n" + lines + "\n" + `exec "$@"' sh`
					return kit.Start(t, inside(g, see, r.command(command...)))
				}
				const status = 128 + int(syscall.SIGKILL)

				p := run("tail", "/dev/zero") // looks for a newline in no end of zeros
				wantDeath(t, p, status, "[dumb-init] tail was killed by signal 9 (SIGKILL) "+
					"(out of memory).\n")

				p = run(load, "pause")
				kit.Eventually(t, "the command", func() bool {
					all := proc.Children(p.PID)
					return len(all) == 1 && all[0].Name == "load"
				})
				kit.Try(t, syscall.Kill(proc.Children(p.PID)[0].PID, syscall.SIGKILL))
				wantDeath(t, p, status, "[dumb-init] "+load+" was killed by signal 9 (SIGKILL).\n")
			})
		}
	}
}

// inside has a program run in a control group, by the words of a shell.
func inside(g *cgroup, words string, cmd *exec.Cmd) *exec.Cmd {
	script := g.enter() + "\n" + `
path=$1
shift 2
exec ` + words + ` "$path" "$@"`
	cmd.Args = append([]string{"sh", "-ec", script, "sh", cmd.Path}, cmd.Args...)
	cmd.Path = "/bin/sh"
	return cmd
}

// wantDeath waits until dumb-init has ended, and fails unless it did with a status and a line.
func wantDeath(t *testing.T, p *kit.Process, status int, line string) {
	t.Helper()
	p.WantStatus(status)
	kit.Eventually(t, "the end of the output", p.Stderr.Ended)
	if got := p.Stderr.String(); got != line {
		t.Errorf("standard error: got %q, want %q", got, line)
	}
}
