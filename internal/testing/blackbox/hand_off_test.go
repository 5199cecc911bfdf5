package blackbox

import (
	"fmt"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/testing/kit"
)

// tracedOnTerminal starts a program on a new terminal, as onTerminal does. It stops at its
// execve(2).
func tracedOnTerminal(t *testing.T, cmd *exec.Cmd) (traced *tracee, p *terminal) {
	t.Helper()
	slave, p := openTerminal(t, cmd)
	traced = startTraced(t, cmd)
	slave.Close()
	p.PID = traced.pid
	go p.Stdout.Collect(p.Stdin)
	return traced, p
}

// A HUP and a CONT that another process sends during the start are forwarded, although giving up
// the terminal brings dumb-init the same two.
//
// They come before dumb-init gives up the terminal, or after it has taken its own HUP and CONT. In
// between the kernel keeps one signal of a number, and drops the second. As the command may not be
// ready for HUP yet, it gets WINCH instead, which does it no harm.
func TestHangUpDuringTheStartIsForwarded(t *testing.T) {
	tests := []struct {
		name string
		call uint64 // dumb-init stands at its entry when the signals come
		hups int
		cont int
	}{
		{"before the hand-off", unix.SYS_IOCTL, 1, 0},
		{"before the clone", unix.SYS_CLONE, 1, 1},
		{"after the clone", unix.SYS_CHDIR, 1, 1},
		{"before the loop", unix.SYS_CLOSE_RANGE, 1, 1},
		{"HUP alone", unix.SYS_CLONE, 1, 0},
		{"CONT alone", unix.SYS_CLONE, 0, 1},
		{"none", unix.SYS_CLONE, 0, 0},
	}
	each(t, native, func(t *testing.T, r runner) {
		for _, test := range tests {
			t.Run(test.name, func(t *testing.T) {
				cmd := r.command("-v", "-r", "HUP:WINCH", probe, "pause")
				traced, p := tracedOnTerminal(t, cmd)
				traced.runTo(test.call)
				if test.hups > 0 {
					p.Signal(hup)
				}
				if test.cont > 0 {
					p.Signal(cont)
				}
				traced.detach()
				p.ready()
				p.Signal(mark) // kills the command when the lower numbers have been taken
				traced.wait()
				if got := traced.status.ExitStatus(); got != 128+mark {
					t.Errorf("exit status: got %d (wait status %#x), want %d",
						got, traced.status, 128+mark)
				}
				kit.Eventually(t, "the end of the output", p.Stdout.Ended)
				p.wantForwarded(winch, test.hups)
				p.wantForwarded(cont, test.cont)
				if t.Failed() {
					t.Logf("output:\n%s", p.Stdout)
				}
			})
		}
	})
}

// wantForwarded fails unless dumb-init has said so many times that it has forwarded a signal.
func (p *terminal) wantForwarded(signal, want int) {
	p.T.Helper()
	line := fmt.Sprintf("Forwarded signal %d to children.\n", signal)
	if got := strings.Count(p.Stdout.String(), line); got != want {
		p.T.Errorf("signal %d was forwarded: got %d times, want %d", signal, got, want)
	}
}

// On gVisor the HUP and the CONT of the hand-off have sender 0, as if they came from outside of the
// container. dumb-init does not forward them. Later ones are forwarded.
//
// Here the test plays gVisor: it changes the sender of the two when dumb-init takes them.
func TestHandOffOnGVisorIsNotForwarded(t *testing.T) {
	each(t, native, func(t *testing.T, r runner) {
		traced, p := tracedOnTerminal(t, r.command(probe, "signals", "3"))
		traced.runTo(unix.SYS_IOCTL)
		for _, s := range []int{hup, cont} {
			call := traced.runToResult(unix.SYS_RT_SIGTIMEDWAIT, s)
			traced.clearSender(uintptr(call.arguments[1]))
		}
		traced.detach()
		p.ready()
		want := []int{hup, cont, mark}
		for _, s := range want {
			p.arrives(s)
		}
		p.wantSignals(want...)
	})
}

// clearSender sets the sender in a siginfo_t of the process to 0.
func (p *tracee) clearSender(address uintptr) {
	p.t.Helper()
	const senderOffset = 16 // of si_pid, which follows three numbers and, before a union, a gap
	nobody := make([]byte, 4)
	_, err := syscall.PtracePokeData(p.pid, address+senderOffset, nobody)
	kit.Try(p.t, err)
}
