package blackbox

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"dumb-init.alt/internal/testing/kit"
	"dumb-init.alt/internal/testing/proc"
)

// buildReuse builds testdata/reuse.c, a command whose process ID goes to a stranger when it has
// ended.
var buildReuse = sync.OnceValues(func() (path string, err error) {
	path = filepath.Join(filepath.Dir(probe), "reuse")
	return path, kit.Compile("testdata/reuse.c", path)
})

// spawned is dumb-init's debug line about its command.
const spawned = `Child spawned with PID (\d+)`

// beforeLinux69 changes a command: dumb-init then runs as on Linux before 6.9, on which a pidfd
// does not stand for a process group. tried reports whether dumb-init has tried.
func beforeLinux69(t *testing.T, cmd *exec.Cmd) (tried func() bool) {
	t.Helper()
	trace := filepath.Join(t.TempDir(), "trace")
	strace := []string{
		"strace", "-qq", "-o", trace,
		"-e", "trace=pidfd_send_signal",
		"-e", "inject=pidfd_send_signal:error=EINVAL",
		cmd.Path,
	}
	cmd.Args = append(strace, cmd.Args[1:]...)
	cmd.Path = kit.Need(t, "strace")
	return func() bool {
		text, _ := os.ReadFile(trace)
		return strings.Contains(string(text), "(INJECTED)")
	}
}

// A starter starts dumb-init, and waits for the probe. signalsGroup tells that dumb-init will
// send a signal to the command's process group after the command's end.
type starter func(signalsGroup bool, args ...string) *running

// eachLinux runs a test with dumb-init in a container, on this Linux and as if on one before 6.9,
// on which dumb-init signals the process group by its number.
func eachLinux(t *testing.T, test func(t *testing.T, run starter)) {
	each(t, []runner{container}, func(t *testing.T, r runner) {
		t.Run("as it is", func(t *testing.T) {
			test(t, func(_ bool, args ...string) *running {
				p := start(t, r.command(args...))
				p.ready()
				return p
			})
		})
		t.Run("before 6.9", func(t *testing.T) {
			test(t, func(signalsGroup bool, args ...string) *running {
				cmd := r.command(args...)
				tried := beforeLinux69(t, cmd)
				p := start(t, cmd)
				p.ready()
				p.PID = onlyChild(t, p.PID).PID // dumb-init is the child of strace
				t.Cleanup(func() {
					if got := tried(); got != signalsGroup {
						t.Errorf("a group was signalled: got %v, want %v", got, signalsGroup)
					}
				})
				return p
			})
		})
	})
}

// receives sends dumb-init signals, and waits until it has dealt with each. That they reach
// nobody shows later in the signals that the stranger has taken.
func (p *running) receives(signals ...int) {
	p.T.Helper()
	for _, s := range signals {
		p.Signal(s)
		p.See(p.Stderr, fmt.Sprintf(`Received signal %d\.\n.*orward.* signal %d`, s, s))
	}
}

// When no process of the command's group is left, its number may become that of a stranger, even
// of a stranger's group. The stranger gets no signal that dumb-init receives.
func TestReusedPID(t *testing.T) {
	reuse, err := buildReuse()
	kit.Try(t, err)
	tests := []struct {
		options      string
		signalsGroup bool
	}{
		{"-vw", true},
		{"-cvw", false},
	}
	eachLinux(t, func(t *testing.T, run starter) {
		for _, test := range tests {
			p := run(test.signalsGroup, test.options, reuse, "leader", probe, "signals", "2")
			pid := p.See(p.Stderr, spawned)[0]
			p.See(p.Stdout, fmt.Sprintf("^ready %s$", pid)) // the stranger has the command's number
			p.receives(hup, usr1, term, rtmin)
			// The proof that the stranger would print them: it prints what its group and it are
			// sent.
			stranger := onlyChild(t, onlyChild(t, p.PID).PID).PID
			kit.Try(t, syscall.Kill(-stranger, syscall.Signal(usr2)))
			kit.Try(t, syscall.Kill(stranger, syscall.Signal(rtmax)))
			p.WantStatus(5)
			p.wantSignals(usr2, rtmax)
		}
	})
}

// The processes left in the command's group get their signals on any Linux.
func TestSignalsToProcessesLeft(t *testing.T) {
	eachLinux(t, func(t *testing.T, run starter) {
		p := run(true, "-vw", probe, "leave", "5")
		p.awaitSurvivor()
		p.awaitArrivals(1) // TERM at the command's end
		p.arrives(usr1)
		p.Signal(rtmax)
		p.WantStatus(5)
		p.wantSignals(term, usr1, rtmax)
	})
}

// The number of the command's group may also have become that of a stranger's group whose leader
// has ended in turn. The stranger gets no signal that dumb-init receives.
func TestReusedGroup(t *testing.T) {
	reuse, err := buildReuse()
	kit.Try(t, err)
	each(t, []runner{container}, func(t *testing.T, r runner) {
		p := start(t, r.command("-vw", reuse, "rest", probe, "signals", "2"))
		p.ready()
		pid := p.See(p.Stderr, spawned)[0]
		kit.Eventually(t, "the stranger alone", func() bool {
			return len(proc.Descendants(p.PID)) == 1
		})
		p.receives(hup, usr1, term, rtmin)
		stranger := onlyChild(t, p.PID).PID
		groups := strings.Fields(field(t, stranger, "NSpgid")) // the innermost one last
		if got := groups[len(groups)-1]; got != pid {
			t.Fatalf("the stranger's group: got %s, want %s", got, pid)
		}
		group, err := syscall.Getpgid(stranger)
		kit.Try(t, err)
		kit.Try(t, syscall.Kill(-group, syscall.Signal(usr2)))
		kit.Try(t, syscall.Kill(stranger, syscall.Signal(rtmax)))
		p.WantStatus(5)
		p.wantSignals(usr2, rtmax)
	})
}
