package storms

import (
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// Processes fork until no more may be, by each of the limits that there are. There are far more in all than may be at
// once: without reaping it would not go on. Signals are answered meanwhile, and TERM ends the command, at the height of the
// storm, or after it, when no zombie is left.
func TestForks(t *testing.T) {
	needRoot(t)
	limits := []struct {
		name   string
		start  func(t *testing.T, r runner) *running
		anyway bool // it limits an ordinary process as well, without which the storm could take the machine
	}{{"pids.max", inPidsCgroup, true}, {"pid_max", inSmallNamespace, false}, {"RLIMIT_NPROC", asUser, true}}
	for _, limit := range limits {
		t.Run(limit.name, func(t *testing.T) {
			runners := everywhere
			if !limit.anyway {
				runners = everywhere[:len(everywhere)-1]
			}
			each(t, runners, func(t *testing.T, r runner) {
				for _, height := range []bool{true, false} {
					p := limit.start(t, r)
					p.prepared(1)
					before := p.figures()
					p.begin.Store(1)
					answers := size(3, 100)
					for range answers {
						p.answers()
					}
					p.madeAtLeast(size(1000, 10_000))
					p.eventually("a fork that is refused", func() bool { return p.refused.Load() > 0 })
					p.unchanged(before)
					if !height {
						p.stop.Store(1)
						p.calm()
						p.unchanged(before)
					}
					p.terminated()
					t.Logf("%d processes made, %d refused; %d signals answered meanwhile; end at the height: %t", p.made.Load(), p.refused.Load(), len(answering)*answers, height)
				}
			})
		})
	}
}

// inPidsCgroup limits processes by their control group.
func inPidsCgroup(t *testing.T, r runner) *running {
	g := newCgroup(t, "pids")
	g.set("pids.max", "100")
	return start(t, after(g.enter(), r.command(storm, "forks")))
}

// inSmallNamespace limits them by the process IDs of the namespace, which is of its own since Linux 6.14. The lowest
// that the kernel takes is 301; those below 300 are not used again.
func inSmallNamespace(t *testing.T, r runner) *running {
	var name unix.Utsname
	try(t, unix.Uname(&name))
	major, minor := 0, 0
	fmt.Sscanf(string(name.Release[:]), "%d.%d", &major, &minor)
	if major < 6 || major == 6 && minor < 14 { // where it would be the machine's
		t.Skip("before Linux 6.14 pid_max is not of a namespace; the other limits are tested")
	}
	host, err := os.ReadFile("/proc/sys/kernel/pid_max")
	try(t, err)
	p := start(t, after("echo 400 >/proc/sys/kernel/pid_max", r.command(storm, "forks")))
	t.Cleanup(func() {
		if now, _ := os.ReadFile("/proc/sys/kernel/pid_max"); strings.TrimSpace(string(now)) != strings.TrimSpace(string(host)) {
			t.Errorf("kernel.pid_max of the machine has become %s", now)
		}
	})
	return p
}

var user atomic.Uint32

// asUser limits them by what a user may have, one who has no other, not even those of the last storm that may still
// have to be reaped by the init of the machine.
func asUser(t *testing.T, r runner) *running {
	cmd := r.command(storm, "forks", "100")
	id := 64_000 + user.Add(1)
	cmd.SysProcAttr.Credential = &syscall.Credential{Uid: id, Gid: id}
	return start(t, cmd)
}
