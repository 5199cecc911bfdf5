package storms

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"testing"

	"dumb-init.alt/internal/testing/kit"
	"dumb-init.alt/internal/testing/proc"
)

// Orphans that end without pause do not keep KILL from coming.
//
// The command and its workers ignore TERM, and leave orphans until they are killed. Whenever
// dumb-init reaps, there is another zombie. So a loop that reaped as long as there is one would
// never look at its timers.
func TestKillDespiteOrphans(t *testing.T) {
	p := startEndless(t, runner{pid1: true, options: "-k 1"})
	p.answered(int(syscall.SIGTERM))
	kit.Await(t, "KILL, while orphans end without pause", p.Ended)
	p.ends(128 + int(syscall.SIGKILL))
}

// Orphans that end without pause do not keep a signal from coming that is held back.
func TestDelayDespiteOrphans(t *testing.T) {
	p := startEndless(t, runner{pid1: true, options: "-d USR1:1"})
	p.answered(int(syscall.SIGUSR1))
	p.stop.Store(1)
	p.calm()
	p.terminated()
}

// startEndless starts a storm of orphans without pause, for a dumb-init that is slowed.
func startEndless(t *testing.T, r runner) *running {
	t.Helper()
	r.need(t)
	const burst = 100
	p := start(t, r.command(load, "endless", fmt.Sprint(burst)))
	p.prepared(1)
	p.slowReaping()
	t.Cleanup(func() { t.Logf("%d orphans made", p.made.Load()) })
	p.begin.Store(1)
	p.eventually("more zombies than are reaped", func() bool { return proc.Zombies(p.PID) > burst })
	return p
}

// slowReaping has each wait4 of dumb-init take a millisecond at least, so that a worker makes a
// burst of orphans faster than dumb-init reaps one.
func (p *running) slowReaping() {
	p.T.Helper()
	tracer := kit.Start(p.T, exec.Command(
		kit.Need(p.T, "strace"),
		"-qq",
		"-o", os.DevNull,
		"-e", "trace=wait4",
		"-e", "inject=wait4:delay_enter=1000", // in microseconds
		"-p", fmt.Sprint(p.PID),
	))
	p.eventually("strace", func() bool {
		select {
		case <-tracer.Ended:
			kit.Missing(p.T, "permission to trace: "+tracer.Stderr.String())
		default:
		}
		return field(p.PID, "status", "TracerPid") == fmt.Sprint(tracer.PID)
	})
}
