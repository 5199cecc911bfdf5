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

// unprivileged has a command run as an ordinary user, if the tests run as root.
func unprivileged(cmd *exec.Cmd) *exec.Cmd {
	if os.Getuid() == 0 {
		return launched(cmd, "uid=65534")
	}
	return cmd
}

// With -s, -w or -b dumb-init adopts and reaps orphans outside of a container, as a process of an
// ordinary user. Without these options it does not.
func TestSubreaper(t *testing.T) {
	const command = `(sleep 1000 & echo "orphan $!"); echo ready 0; read line; exit 7`
	tests := []struct {
		options string
		adopts  bool
	}{
		{"-v -s", true},
		{"-v --subreaper", true},
		{"-v -w", true},
		{"-v -b", true},
		{"-v", false},
		{"-v -e 1:2 -k 1", false},
	}
	eachMode(t, []runner{process}, func(t *testing.T, r runner, option []string) {
		for _, test := range tests {
			options := slices.Concat(option, strings.Fields(test.options))
			p := start(t, unprivileged(r.command(append(options, "sh", "-c", command)...)))
			p.ready()
			pid, err := strconv.Atoi(p.See(p.Stdout, `^orphan (\d+)$`)[0])
			kit.Try(t, err)
			orphan, _ := proc.Inspect(pid)
			kit.Try(t, syscall.Kill(pid, syscall.SIGKILL))
			adopted := orphan.Parent == p.PID
			if adopted != test.adopts {
				t.Errorf("%s: adopted: got %v, want %v: the parent is %d, dumb-init %d",
					test.options, adopted, test.adopts, orphan.Parent, p.PID)
			} else if adopted {
				p.See(p.Stderr, "was terminated by signal 9")
				awaitZombies(t, p.PID, 0)
			}
			p.Stdin.Close()
			p.WantStatus(7)
		}
	})
}
