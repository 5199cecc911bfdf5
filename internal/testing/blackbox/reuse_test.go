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

// pidfdFails changes a command: dumb-init then runs on a kernel on which a signal to a pidfd fails
// with an error. tried reports whether dumb-init has used a pidfd, and whether for a signal that is
// not 0: signal 0 only asks whether there is anybody (kill(2)).
//
// With EINVAL it is Linux before 6.9, on which a pidfd does not stand for a process group. With
// ESRCH it is gVisor, on which a pidfd stands for nothing once its process has been reaped.
func pidfdFails(t *testing.T, cmd *exec.Cmd, errno string) (tried func() (used, sent bool)) {
	t.Helper()
	trace := filepath.Join(t.TempDir(), "trace")
	strace := []string{
		"strace", "-qq", "-o", trace,
		"-e", "trace=pidfd_send_signal",
		"-e", "inject=pidfd_send_signal:error=" + errno,
		cmd.Path,
	}
	cmd.Args = append(strace, cmd.Args[1:]...)
	cmd.Path = kit.Need(t, "strace")
	return func() (used, sent bool) {
		text, _ := os.ReadFile(trace)
		for line := range strings.Lines(string(text)) {
			if strings.Contains(line, "(INJECTED)") {
				used = true
				sent = sent || !strings.Contains(line, ", 0, ")
			}
		}
		return used, sent
	}
}

// A starter starts dumb-init, and waits for the probe. signalsGroup tells whether dumb-init is to
// send a signal to the command's process group after the command's end.
type starter func(signalsGroup bool, args ...string) *running

// eachKernel runs a test with dumb-init in a container, on this Linux, as if on one before 6.9, and
// as if on gVisor. On the latter two dumb-init signals the process group by its number.
func eachKernel(t *testing.T, test func(t *testing.T, run starter)) {
	each(t, []runner{container}, func(t *testing.T, r runner) {
		t.Run("as it is", func(t *testing.T) {
			test(t, func(_ bool, args ...string) *running {
				p := start(t, r.command(args...))
				p.ready()
				return p
			})
		})
		t.Run("before 6.9", func(t *testing.T) { test(t, startWithoutPidfd(t, r, "EINVAL")) })
		t.Run("gVisor", func(t *testing.T) { test(t, startWithoutPidfd(t, r, "ESRCH")) })
	})
}

// startWithoutPidfd returns a starter for a kernel on which signals to a pidfd fail.
func startWithoutPidfd(t *testing.T, r runner, errno string) starter {
	t.Helper()
	return func(signalsGroup bool, args ...string) *running {
		t.Helper()
		cmd := r.command(args...)
		tried := pidfdFails(t, cmd, errno)
		p := start(t, cmd)
		p.ready()
		p.PID = onlyChild(t, p.PID).PID // dumb-init is the child of strace
		t.Cleanup(func() {
			used, sent := tried()
			if signalsGroup && !used {
				t.Error("pidfd_send_signal: got no call, want one for the group")
			}
			if !signalsGroup && sent {
				t.Error("pidfd_send_signal: got a signal to the group, want none")
			}
		})
		return p
	}
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
	eachKernel(t, func(t *testing.T, run starter) {
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

// The processes left in the command's group get their signals on any kernel.
func TestSignalsToProcessesLeft(t *testing.T) {
	eachKernel(t, func(t *testing.T, run starter) {
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
//
// Before Linux 6.9 dumb-init cannot tell that group from the command's.
func TestReusedGroup(t *testing.T) {
	kit.NeedLinux(t, 6, 9)
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

// The time of -k ends the processes left in the command's group on any kernel, and -w ends.
func TestKillOfProcessesLeft(t *testing.T) {
	eachKernel(t, func(t *testing.T, run starter) {
		longEnough(t, func(after string) bool {
			p := run(true, "-vw", "-k", after, probe, "leave", "5")
			p.Stdin.Close()
			p.WantStatus(5)
			p.leftIsKilled()
			return p.count(term) == 1
		})
	})
}
