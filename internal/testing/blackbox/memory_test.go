package blackbox

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// withMemoryEvents has a program see another control group of version 2, whose file memory.events
// has a text. Without a text there is no such file.
func withMemoryEvents(t *testing.T, cmd *exec.Cmd, text string) *exec.Cmd {
	t.Helper()
	const script = `
text=$1
shift
mount -t tmpfs none /sys/fs/cgroup
group=/sys/fs/cgroup$(sed -n 's/^0:://p' /proc/self/cgroup)
mkdir -p "$group"
if [ "$text" ]; then
	printf "$text" >"$group/memory.events"
fi
path=$1
shift 2
exec "$path" "$@"`
	words := []string{"unshare", "--mount", "sh", "-ec", script, "sh", text, cmd.Path}
	cmd.Args = append(words, cmd.Args...)
	cmd.Path = kit.Need(t, "unshare")
	return cmd
}

// If KILL kills the command, and the control group counts a process that the kernel has killed for
// want of memory, the line says so. (The storms of this project do it with real control groups.)
func TestOutOfMemoryIsSaid(t *testing.T) {
	kit.NeedRoot(t)
	const (
		outOfMemory = " (out of memory)"
		before      = `low 0\nhigh 12\nmax 34\noom 5\n`
	)
	tests := []struct {
		name   string
		events string
		signal int
		more   string
	}{
		{"one", before + `oom_kill 1\noom_group_kill 0\n`, kill, outOfMemory},
		{"more", before + `oom_kill 120\n`, kill, outOfMemory},
		{"none", before + `oom_kill 0\noom_group_kill 7\n`, kill, ""},
		{"another line", `oom_group_kill 7\n`, kill, ""},
		{"no file", "", kill, ""},
		{"no memory, but not KILL", before + `oom_kill 1\n`, segv, ""},
	}
	eachMode(t, native, func(t *testing.T, r runner, option []string) {
		for _, test := range tests {
			t.Run(test.name, func(t *testing.T) {
				words := append(option, probe, "die", fmt.Sprint(test.signal))
				p := start(t, withMemoryEvents(t, r.command(words...), test.events))
				p.WantStatus(128 + test.signal)
				p.wantStderr(killedBy(probe, test.signal, test.more))
			})
		}
	})
}

// Nothing is said of memory if dumb-init itself has sent KILL.
func TestOutOfMemoryIsNotSaidOfOwnKill(t *testing.T) {
	kit.NeedRoot(t)
	each(t, native, func(t *testing.T, r runner) {
		for _, options := range []string{"-r TERM:KILL", "-k 0", "-w -k 0"} {
			words := append(strings.Fields(options), probe, "signals", "9")
			p := start(t, withMemoryEvents(t, r.command(words...), `oom_kill 1\n`))
			p.ready()
			p.Signal(term)
			p.WantStatus(128 + kill)
			p.wantStderr("")
		}
	})
}
