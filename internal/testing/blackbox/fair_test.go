package blackbox

import (
	"bufio"
	"os/exec"
	"runtime"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/testing/kit"
	"dumb-init.alt/internal/testing/proc"
)

// fair is how many system calls of a kind may come before what else is pending has had its turn.
const fair = 300

// A signal of a lower number than CHLD, pending at every call that takes a signal, does not keep dumb-init
// from seeing that the command has ended. Here it is sent at the entry of each such call, so that no
// gap between two of them lets CHLD through.
func TestEndIsSeenBetweenSignals(t *testing.T) {
	eachMode(t, native, func(t *testing.T, r runner, option []string) {
		p := trace(t, r.command(append(option, probe, "exit", "42")...))
		for taken := 0; p.toNextCall(); {
			if p.number == unix.SYS_RT_SIGTIMEDWAIT {
				if taken++; taken == 1 {
					awaitState(t, onlyChild(t, p.pid).PID, "Z")
				}
				kit.Try(t, syscall.Kill(p.pid, syscall.SIGUSR1))
			}
			if taken > fair {
				t.Fatalf("%d signals taken, and the end of the command has not been seen", taken)
			}
		}
		if p.status.ExitStatus() != 42 {
			t.Errorf("wait status %#x", p.status)
		}
	})
}

// A thousand orphans to reap do not keep dumb-init from forwarding a signal.
func TestSignalsAreSeenBetweenOrphans(t *testing.T) {
	eachMode(t, []runner{container}, func(t *testing.T, r runner, option []string) {
		in, out := kit.Pipe(t)
		defer in.Close()
		cmd := r.command(append(option, probe, "orphans", "1000")...)
		cmd.Stdout = out
		p := trace(t, cmd)
		out.Close()
		reaped, forwarded := 0, map[uint64]bool{}
		for started := false; len(forwarded) < 2 && p.toNextCall(); {
			switch {
			case p.number == unix.SYS_RT_SIGTIMEDWAIT && !started:
				started = true
				_, err := bufio.NewReader(in).ReadString('\n')
				kit.Try(t, err)
				kit.Eventually(t, "a thousand zombies", func() bool { return proc.Zombies(p.pid) == 1000 })
				kit.Try(t, syscall.Kill(p.pid, syscall.SIGWINCH))
				kit.Try(t, syscall.Kill(p.pid, syscall.Signal(rtmin+3)))
			case p.number == unix.SYS_WAIT4:
				reaped++
			case p.number == unix.SYS_KILL:
				forwarded[p.arguments[1]] = true
			}
			if reaped > fair {
				t.Fatalf("%d orphans reaped, and forwarded are only %v", reaped, forwarded)
			}
		}
		if !forwarded[uint64(winch)] || !forwarded[uint64(rtmin+3)] {
			t.Errorf("forwarded are %v", forwarded)
		}
	})
}

// traced is a program that runs from the entry of one system call to that of the next.
type traced struct {
	t         *testing.T
	pid       int
	number    uint64 // of the call
	arguments [6]uint64
	status    syscall.WaitStatus // when it has ended
}

// trace starts a program for the calling thread to trace; it ends with the test at the latest.
func trace(t *testing.T, cmd *exec.Cmd) *traced {
	t.Helper()
	runtime.LockOSThread()
	cmd.SysProcAttr.Ptrace = true
	kit.Try(t, cmd.Start())
	p := &traced{t: t, pid: cmd.Process.Pid}
	hangs := time.AfterFunc(kit.Deadline, func() { syscall.Kill(p.pid, syscall.SIGKILL) })
	t.Cleanup(func() {
		hangs.Stop()
		for !p.status.Exited() && !p.status.Signaled() {
			syscall.Kill(p.pid, syscall.SIGKILL)
			kit.Try(t, wait4(p.pid, &p.status))
		}
		cmd.Process.Release()
		runtime.UnlockOSThread()
	})
	kit.Try(t, wait4(p.pid, &p.status)) // for the exec
	kit.Try(t, unix.PtraceSetOptions(p.pid, unix.PTRACE_O_TRACESYSGOOD|unix.PTRACE_O_EXITKILL))
	return p
}

// toNextCall runs it to the entry of the next call, and reports whether there is one.
func (p *traced) toNextCall() bool {
	p.t.Helper()
	for {
		kit.Try(p.t, unix.PtraceSyscall(p.pid, 0))
		kit.Try(p.t, wait4(p.pid, &p.status))
		if !p.status.Stopped() {
			return false
		}
		if info := callInfo(p.t, p.pid); info.operation == atEntry {
			p.number, p.arguments = info.number, info.arguments
			return true
		}
	}
}
