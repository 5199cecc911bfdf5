package blackbox

import (
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"dumb-init.alt/internal/testing/kit"
	"dumb-init.alt/internal/testing/proc"
)

// unprivileged has a command run by an ordinary user, where the tests run as root.
func unprivileged(cmd *exec.Cmd) *exec.Cmd {
	if os.Getuid() == 0 {
		return changed(cmd, "uid=65534")
	}
	return cmd
}

// Outside of a container an ordinary user's dumb-init adopts orphans with -s, and with -w, and reaps them.
// Without these options they are somebody else's.
func TestSubreaper(t *testing.T) {
	const command = `(sleep 1000 & echo "orphan $!"); echo ready 0; read line; exit 7`
	eachMode(t, []runner{process}, func(t *testing.T, r runner, option []string) {
		for options, adopts := range map[string]bool{
			"-v -s": true, "-v --subreaper": true, "-v -w": true, "-v": false, "-v -e 1:2 -k 1": false,
		} {
			words := append(slices.Clone(option), strings.Fields(options)...)
			p := start(t, unprivileged(r.command(append(words, "sh", "-c", command)...)))
			p.ready()
			orphan, _ := strconv.Atoi(p.See(p.Stdout, `^orphan (\d+)$`)[0])
			s, _ := proc.Inspect(orphan)
			kit.Try(t, syscall.Kill(orphan, syscall.SIGKILL))
			if (s.Parent == p.PID) != adopts {
				t.Errorf("%s: the orphan's parent is %d, dumb-init %d", options, s.Parent, p.PID)
			} else if adopts {
				p.See(p.Stderr, "was terminated by signal 9")
				kit.Eventually(t, "no zombie", func() bool { return proc.Zombies(p.PID) == 0 })
			}
			p.Stdin.Close()
			p.WantStatus(7)
		}
	})
}
