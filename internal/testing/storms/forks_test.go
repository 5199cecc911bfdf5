package storms

import (
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/testing/kit"
)

// When processes fork up to a limit, every signal is answered, and TERM ends the command.
//
// Far more processes are made in all than may be at once: without reaping the storm would not go
// on. TERM comes while the storm goes on, or after it, when no zombie is left.
func TestForks(t *testing.T) {
	kit.NeedRoot(t)
	for _, limit := range []struct {
		name    string
		start   func(t *testing.T, r runner) *running
		runners []runner
	}{
		{"pids.max", inPidsCgroup, oneOfEach},
		{"pid_max", inSmallNamespace, []runner{container, containerChild, containerAll}},
		{"RLIMIT_NPROC", asUser, oneOfEach},
	} {
		t.Run(limit.name, func(t *testing.T) {
			each(t, limit.runners, func(t *testing.T, r runner) {
				for _, stopFirst := range []bool{false, true} {
					stormOfForks(limit.start(t, r), stopFirst)
				}
			})
		})
	}
}

// stormOfForks lets a storm go on for a while. It ends with the command, or is stopped first.
func stormOfForks(p *running, stopFirst bool) {
	p.T.Helper()
	p.prepared(1)
	before := p.figures()
	p.begin.Store(1)
	sent := p.answers(size(3, 100))
	p.madeAtLeast(size(1000, 10_000))
	p.eventually("a fork that is refused", func() bool { return p.refused.Load() > 0 })
	p.unchanged(before)
	if stopFirst {
		p.stop.Store(1)
		p.calm()
		p.unchanged(before)
	}
	p.terminated()
	p.T.Logf("%d processes made, %d refused, %d signals answered meanwhile; stopped first: %t",
		p.made.Load(), p.refused.Load(), sent, stopFirst)
}

// inPidsCgroup limits the processes of a control group.
func inPidsCgroup(t *testing.T, r runner) *running {
	g := newCgroup(t, "pids")
	g.set("pids.max", "100")
	return start(t, after(g.enter(), r.command(load, "forks")))
}

// inSmallNamespace limits the process IDs of a PID namespace (kernel.pid_max). The lowest limit
// that the kernel accepts is 301, and numbers below 300 are not used again.
//
// No ordinary process can be limited by it. Before Linux 6.14 the limit is that of the machine.
func inSmallNamespace(t *testing.T, r runner) *running {
	if before614(t) {
		t.Skip("before Linux 6.14 pid_max is not of a namespace; the other limits are tested")
	}
	const file = "/proc/sys/kernel/pid_max"
	pidMax := func() string {
		text, err := os.ReadFile(file)
		kit.Try(t, err)
		return strings.TrimSpace(string(text))
	}
	machine := pidMax()
	p := start(t, after("echo 400 >"+file, r.command(load, "forks")))
	t.Cleanup(func() {
		if now := pidMax(); now != machine {
			t.Errorf("kernel.pid_max of the machine: got %s, want %s as before", now, machine)
		}
	})
	return p
}

func before614(t *testing.T) bool {
	var name unix.Utsname
	kit.Try(t, unix.Uname(&name))
	var major, minor int
	fmt.Sscanf(unix.ByteSliceToString(name.Release[:]), "%d.%d", &major, &minor)
	return major < 6 || major == 6 && minor < 14
}

var users atomic.Uint32

// asUser limits the processes of a user (RLIMIT_NPROC, getrlimit(2)). Each storm has another
// user: what is left of the last one may still have to be reaped by the init of the machine.
func asUser(t *testing.T, r runner) *running {
	cmd := r.command(load, "forks", "100")
	id := 64_000 + users.Add(1)
	cmd.SysProcAttr.Credential = &syscall.Credential{
		Uid: id,
		Gid: id,
	}
	return start(t, cmd)
}
