package blackbox

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"dumb-init.alt/internal/testing/kit"
	"dumb-init.alt/internal/testing/proc"
)

// reuse is testdata/reuse.c: a command whose process ID is given to a stranger when it has ended.
var reuse = sync.OnceValues(func() (path string, err error) {
	path = filepath.Join(filepath.Dir(probe), "reuse")
	return path, kit.Command("gcc", "-O2", "-static", "-Wall", "-o", path, "testdata/reuse.c")
})

// beforeLinux69 has dumb-init run where a descriptor of a process does not stand for a process group, and
// returns how to find out if that has been tried.
func beforeLinux69(t *testing.T, cmd *exec.Cmd) (tried func() bool) {
	t.Helper()
	trace := filepath.Join(t.TempDir(), "trace")
	cmd.Args = append([]string{
		"strace", "-qq", "-o", trace, "-e", "trace=pidfd_send_signal", "-e",
		"inject=pidfd_send_signal:error=EINVAL", cmd.Path,
	}, cmd.Args[1:]...)
	cmd.Path = kit.Need(t, "strace")
	return func() bool {
		text, _ := os.ReadFile(trace)
		return strings.Contains(string(text), "(INJECTED)")
	}
}

// eachLinux runs a test with dumb-init in a container, on this Linux and as if on an older one, which kills by number.
func eachLinux(t *testing.T, test func(t *testing.T, run func(args ...string) *running)) {
	each(t, []runner{container}, func(t *testing.T, r runner) {
		t.Run("as it is", func(t *testing.T) {
			test(t, func(args ...string) *running {
				p := start(t, r.command(args...))
				p.ready()
				return p
			})
		})
		t.Run("before 6.9", func(t *testing.T) {
			test(t, func(args ...string) *running {
				cmd := r.command(args...)
				tried := beforeLinux69(t, cmd)
				p := start(t, cmd)
				p.ready()
				p.PID = onlyChild(t, p.PID).PID // not strace
				t.Cleanup(func() {
					if !tried() && args[0] != "-cvw" {
						t.Error("no group was signalled")
					}
				})
				return p
			})
		})
	})
}

// When nothing of the command's process group remains, its number may become that of a stranger, and even of
// a stranger's group. Neither gets any signal that dumb-init receives.
func TestReusedPID(t *testing.T) {
	reuse, err := reuse()
	kit.Try(t, err)
	eachLinux(t, func(t *testing.T, run func(args ...string) *running) {
		for _, option := range []string{"-vw", "-cvw"} {
			p := run(option, reuse, "leader", probe, "signals", "2")
			pid, _ := strconv.Atoi(p.See(p.Stderr, `Child spawned with PID (\d+)`)[0])
			p.See(p.Stdout, fmt.Sprintf("^ready %d$", pid)) // or it is not the same number
			for _, s := range []int{hup, usr1, term, rtmin} {
				p.Signal(s)
				p.See(p.Stderr, fmt.Sprintf(`Received signal %d\.\n.*orward.* signal %d`, s, s))
			}
			// The proof that it would get them: it does if they are sent to its process or its group.
			stranger := onlyChild(t, onlyChild(t, p.PID).PID).PID
			kit.Try(t, syscall.Kill(-stranger, syscall.SIGUSR2))
			kit.Try(t, syscall.Kill(stranger, syscall.Signal(rtmax)))
			p.WantStatus(5)
			p.wantSignals(int(syscall.SIGUSR2), rtmax)
		}
	})
}

// What remains of the command's group gets its signals on any Linux.
func TestSignalsToWhatRemains(t *testing.T) {
	eachLinux(t, func(t *testing.T, run func(args ...string) *running) {
		p := run("-vw", probe, "leave", "5")
		p.remains()
		kit.Eventually(t, "TERM", func() bool { return p.count(term) == 1 })
		p.arrives(usr1)
		p.Signal(rtmax)
		p.WantStatus(5)
		p.wantSignals(term, usr1, rtmax)
	})
}

// The number may also have become that of a stranger's group whose leader has ended in turn.
func TestReusedGroup(t *testing.T) {
	reuse, err := reuse()
	kit.Try(t, err)
	each(t, []runner{container}, func(t *testing.T, r runner) {
		p := start(t, r.command("-vw", reuse, "rest", probe, "signals", "2"))
		p.ready()
		pid := p.See(p.Stderr, `Child spawned with PID (\d+)`)[0]
		kit.Eventually(t, "the stranger alone", func() bool { return len(proc.Descendants(p.PID)) == 1 })
		for _, s := range []int{hup, usr1, term, rtmin} {
			p.Signal(s)
			p.See(p.Stderr, fmt.Sprintf(`Received signal %d\.\n.*orward.* signal %d`, s, s))
		}
		stranger := onlyChild(t, p.PID).PID
		group, err := syscall.Getpgid(stranger)
		kit.Try(t, err)
		if inside := strings.Fields(field(t, stranger, "NSpgid")); inside[len(inside)-1] != pid {
			t.Fatalf("its group is %v, not %s", inside, pid)
		}
		kit.Try(t, syscall.Kill(-group, syscall.SIGUSR2))
		kit.Try(t, syscall.Kill(stranger, syscall.Signal(rtmax)))
		p.WantStatus(5)
		p.wantSignals(int(syscall.SIGUSR2), rtmax)
	})
}
