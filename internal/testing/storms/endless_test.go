package storms

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"dumb-init.alt/internal/testing/kit"
	"dumb-init.alt/internal/testing/proc"
)

// slowness is how long dumb-init takes at least to reap a child. So in a time it reaps a limited
// number, however fast or slow the machine is: a machine that stalls reaps fewer.
const slowness = time.Millisecond

// mostReaped is how many children may be reaped until something happens that is due after a second:
// as many as in two.
const mostReaped = int(2 * time.Second / slowness)

// Orphans that end without pause do not keep KILL from coming within two seconds, if it is due
// after one.
//
// The command and its workers ignore TERM, and leave orphans until they are killed. Whenever
// dumb-init reaps, there is another zombie. So a loop that reaped as long as there is one would
// never look at its timers.
func TestKillDespiteOrphans(t *testing.T) {
	for _, options := range []string{"-k 1", "-w -k 1", "-a -k 1", "-c -k 1"} {
		t.Run(options, func(t *testing.T) {
			p, tracer := startEndless(t, runner{pid1: true, options: options})
			p.answered(int(syscall.SIGTERM))
			kit.Await(t, "KILL, while orphans end without pause", p.Ended)
			p.ends(128 + int(syscall.SIGKILL))
			wantFewReaped(t, tracer, "SIGTERM", "SIGKILL")
		})
	}
}

// Orphans that end without pause do not keep a signal from coming within two seconds that is held
// back for one.
func TestDelayDespiteOrphans(t *testing.T) {
	p, tracer := startEndless(t, runner{pid1: true, options: "-d USR1:1"})
	p.answered(int(syscall.SIGUSR1))
	p.stop.Store(1)
	p.calm()
	p.terminated()
	wantFewReaped(t, tracer, "SIGUSR1", "SIGUSR1")
}

// tracer is an strace of dumb-init.
type tracer struct {
	*kit.Process
	file string // has the system calls
}

// startEndless starts a storm of orphans without pause, for a dumb-init that is slowed.
func startEndless(t *testing.T, r runner) (*running, tracer) {
	t.Helper()
	r.need(t)
	const burst = 100
	p := start(t, r.command(load, "endless", fmt.Sprint(burst)))
	p.prepared(1)
	strace := p.slowReaping()
	t.Cleanup(func() { t.Logf("%d orphans made", p.made.Load()) })
	p.begin.Store(1)
	p.eventually("more zombies than are reaped", func() bool { return proc.Zombies(p.PID) > burst })
	return p, strace
}

// slowReaping has each wait4 of dumb-init take some time, so that a worker makes a burst of orphans
// faster than dumb-init reaps one.
func (p *running) slowReaping() (strace tracer) {
	p.T.Helper()
	strace.file = filepath.Join(p.T.TempDir(), "trace")
	strace.Process = kit.Start(p.T, exec.Command(
		kit.Need(p.T, "strace"),
		"-qq",
		"-o", strace.file,
		"-e", "trace=wait4,kill,rt_sigtimedwait,rt_sigqueueinfo",
		"-e", fmt.Sprintf("inject=wait4:delay_enter=%d", slowness.Microseconds()),
		"-p", fmt.Sprint(p.PID),
	))
	p.eventually("strace", func() bool {
		select {
		case <-strace.Ended:
			kit.Missing(p.T, "permission to trace: "+strace.Stderr.String())
		default:
		}
		return field(p.PID, "status", "TracerPid") == fmt.Sprint(strace.PID)
	})
	return strace
}

// wantFewReaped fails unless dumb-init, which has ended, has sent a signal soon after it had
// received one. Meanwhile it has reaped a child at least, as there was a storm, and no more than it
// can in the time.
func wantFewReaped(t *testing.T, strace tracer, received, sent string) {
	t.Helper()
	kit.Await(t, "the end of strace", strace.Ended)
	text, err := os.ReadFile(strace.file)
	kit.Try(t, err)
	between := regexp.MustCompile(`(?s)rt_sigtimedwait\([^\n]* = \d+ \(` + received + `\)\n` +
		`(.*?)\nkill\(-?\d+, ` + sent + `\)`).FindStringSubmatch(string(text))
	if between == nil {
		t.Fatalf("system calls: got none that receives %s and one that sends %s", received, sent)
	}
	reaped := strings.Count(between[1], "WIFEXITED")
	if reaped == 0 || reaped > mostReaped {
		t.Errorf("orphans reaped between %s and %s: got %d, want 1 to %d",
			received, sent, reaped, mostReaped)
	}
	t.Logf("%d orphans reaped between %s and %s", reaped, received, sent)
}
