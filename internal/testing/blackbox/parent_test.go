package blackbox

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/testing/kit"
	"dumb-init.alt/internal/testing/proc"
)

// withParent has a program started by a parent that is not the test, and returns the parent, and the program's
// process, which becomes the program when a line comes on standard input.
func withParent(t *testing.T, r runner, program ...string) (parent *running, pid int) {
	t.Helper()
	words := []string{"unshare", "--fork"}
	if r.pid1 {
		words = append(words, "--pid")
		if os.Getuid() != 0 {
			words = append(words, "--map-root-user")
		}
	}
	words = append(words, "sh", "-c", `read line; exec "$@"`, "sh")
	parent = start(t, &exec.Cmd{Path: kit.Need(t, "unshare"), Args: append(words, program...), SysProcAttr: &syscall.SysProcAttr{Setpgid: true}})
	kit.Eventually(t, "a child", func() bool { return len(proc.Children(parent.PID)) == 1 })
	pid = onlyChild(t, parent.PID).PID
	t.Cleanup(func() {
		if t.Failed() { // or it has ended
			syscall.Kill(pid, syscall.SIGKILL)
		}
	})
	return parent, pid
}

func (p *running) enter() {
	p.T.Helper()
	_, err := p.Stdin.WriteString("\n")
	kit.Try(p.T, err)
}

// With -p the death of dumb-init's parent brings a signal that is handled as any other. Without it, none comes.
func TestParentDeath(t *testing.T) {
	eachMode(t, native, func(t *testing.T, r runner, option []string) {
		for _, s := range []int{hup, 2, term, usr1, pipes, winch, cont, rtmin, rtmax} {
			for options, want := range map[string][]int{
				"-p " + strconv.Itoa(s): {s, mark},
				"-v":                    {mark},
			} {
				words := append(slices.Clone(option), strings.Fields(options)...)
				parent, pid := withParent(t, r, r.words(append(words, probe, "signals", strconv.Itoa(len(want)))...)...)
				parent.enter()
				parent.ready()
				parent.Signal(kill)
				<-parent.Ended
				if len(want) > 1 {
					kit.Eventually(t, "signal", func() bool { return parent.count(s) == 1 })
				}
				kit.Try(t, syscall.Kill(pid, syscall.Signal(mark)))
				parent.wantSignals(want...)
			}
		}
	})
}

// The signal is subject to the rules for it, and ends dumb-init where there is no command.
func TestParentDeathAsAnyOther(t *testing.T) {
	each(t, native, func(t *testing.T, r runner) {
		parent, _ := withParent(t, r, r.words("-r", "HUP:QUIT", "-p", "HUP", "-d", "HUP:1ms", probe, "signals", "1")...)
		parent.enter()
		parent.ready()
		parent.Signal(kill)
		parent.wantSignals(3)

		parent, _ = withParent(t, r, r.words("-v", "-P", "-p", "INT")...)
		parent.enter()
		kit.Eventually(t, "waiting for signals", func() bool {
			all := proc.Children(parent.PID)
			if len(all) != 1 {
				return false
			}
			call, _ := os.ReadFile(fmt.Sprintf("/proc/%d/syscall", all[0].PID))
			return strings.HasPrefix(string(call), fmt.Sprint(unix.SYS_RT_SIGTIMEDWAIT, " "))
		})
		parent.Signal(kill)
		kit.Eventually(t, "the end", parent.Stderr.Ended)
	})
}

// A parent that dies before the kernel has been asked for the signal is noticed, too: while dumb-init is
// stopped at the entry of prctl(2), it is too late for the kernel.
func TestParentDeathAtTheStart(t *testing.T) {
	eachMode(t, []runner{process}, func(t *testing.T, r runner, option []string) {
		for _, s := range []int{hup, 2, term, usr1, pipes, cont, winch, rtmin, rtmax} {
			words := append(slices.Clone(option), "-v", "-p", strconv.Itoa(s), probe, "obey", "0")
			p, _ := diesAtPrctl(t, r, r.words(words...)...)
			p.See(p.Stderr, fmt.Sprintf(`Received signal %d\.\n.*Forwarded signal %d to children`, s, s))
			p.Stdin.Close() // which ends the command, if the signal has not
		}
	})
}

// The proof that the test above can fail: a program that leaves it to the kernel gets no signal.
func TestParentDeathUnnoticed(t *testing.T) {
	each(t, []runner{process}, func(t *testing.T, r runner) {
		p, pid := diesAtPrctl(t, r, kit.Need(t, "setpriv"), "--pdeathsig", "TERM", probe, "signals", "1")
		p.ready()
		kit.Try(t, syscall.Kill(pid, syscall.Signal(mark)))
		p.wantSignals(mark)
	})
}

// diesAtPrctl runs a program to its first prctl(2), where its parent dies, and then lets it go.
func diesAtPrctl(t *testing.T, r runner, program ...string) (parent *running, pid int) {
	t.Helper()
	runtime.LockOSThread() // one thread is the tracer
	defer runtime.UnlockOSThread()
	parent, pid = withParent(t, r, program...)
	kit.Try(t, unix.PtraceAttach(pid))
	var status syscall.WaitStatus
	kit.Try(t, wait4(pid, &status))
	kit.Try(t, unix.PtraceSetOptions(pid, unix.PTRACE_O_TRACESYSGOOD|unix.PTRACE_O_TRACEEXEC|unix.PTRACE_O_EXITKILL))
	parent.enter()
	for executed := false; !executed || !entered(t, pid, unix.SYS_PRCTL); {
		kit.Try(t, unix.PtraceSyscall(pid, 0))
		kit.Try(t, wait4(pid, &status))
		if !status.Stopped() {
			t.Fatalf("wait status %#x", status)
		}
		executed = executed || status.TrapCause() == unix.PTRACE_EVENT_EXEC
	}
	parent.Signal(kill)
	<-parent.Ended
	kit.Eventually(t, "another parent", func() bool { return field(t, pid, "PPid") != strconv.Itoa(parent.PID) })
	kit.Try(t, unix.PtraceDetach(pid))
	return parent, pid
}
