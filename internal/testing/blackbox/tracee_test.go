package blackbox

import (
	"errors"
	"os/exec"
	"runtime"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/testing/kit"
)

// tracee is a process that the test runs from one stop of ptrace(2) to the next: it stops at the
// entry and at the exit of each of its system calls, and at execve(2). Its children are not
// traced.
type tracee struct {
	t      testing.TB
	pid    int
	child  bool // of the test, which then waits for its end
	held   bool // by the test: it has neither ended nor been left to itself
	status syscall.WaitStatus
	hangs  *time.Timer
}

// startTraced starts a program, which stops at its execve(2).
func startTraced(t testing.TB, cmd *exec.Cmd) *tracee {
	t.Helper()
	p := newTracee(t)
	p.child = true
	cmd.SysProcAttr.Ptrace = true
	kit.Try(t, cmd.Start())
	p.hold(cmd.Process.Pid)
	kit.Try(t, cmd.Process.Release())
	return p
}

// attach stops a running process, which is not a child of the test: a wait for its end elsewhere in
// the test would take its stops (wait_task_stopped, kernel/exit.c).
func attach(t testing.TB, pid int) *tracee {
	t.Helper()
	p := newTracee(t)
	kit.Try(t, unix.PtraceAttach(pid))
	p.hold(pid)
	return p
}

// newTracee makes the test's thread a tracer: only the thread that attached to a process may
// control it.
func newTracee(t testing.TB) *tracee {
	t.Helper()
	p := &tracee{t: t}
	runtime.LockOSThread()
	t.Cleanup(func() {
		for p.held {
			syscall.Kill(p.pid, syscall.SIGKILL)
			p.wait()
		}
		runtime.UnlockOSThread()
	})
	return p
}

// hold waits for the first stop, and sees to it that the process ends if it hangs.
func (p *tracee) hold(pid int) {
	p.t.Helper()
	p.pid = pid
	p.held = true
	p.hangs = time.AfterFunc(kit.Deadline, func() { syscall.Kill(pid, syscall.SIGKILL) })
	p.wait()
	options := unix.PTRACE_O_EXITKILL | unix.PTRACE_O_TRACEEXEC | unix.PTRACE_O_TRACESYSGOOD
	kit.Try(p.t, unix.PtraceSetOptions(pid, options))
}

// wait waits for the next stop, or for the end.
func (p *tracee) wait() {
	p.t.Helper()
	for {
		_, err := syscall.Wait4(p.pid, &p.status, 0, nil)
		if errors.Is(err, syscall.EINTR) {
			continue
		}
		if err != nil || !p.status.Stopped() {
			p.release()
		}
		kit.Try(p.t, err)
		return
	}
}

// release notes that there is nothing left to be done for the process.
func (p *tracee) release() {
	p.held = false
	p.hangs.Stop()
}

// next runs the process to its next stop, and reports whether there is one.
func (p *tracee) next() bool {
	p.t.Helper()
	kit.Try(p.t, unix.PtraceSyscall(p.pid, 0))
	p.wait()
	return p.held
}

// nextCall runs the process to the entry of its next system call, and reports whether there is one.
func (p *tracee) nextCall() (call systemCall, ok bool) {
	p.t.Helper()
	for p.next() {
		if call = p.systemCall(); call.operation == atEntry {
			return call, true
		}
	}
	return call, false
}

// detach lets the process run by itself. If it is the test's child, it can be waited for.
func (p *tracee) detach() {
	p.t.Helper()
	kit.Try(p.t, unix.PtraceDetach(p.pid))
	if !p.child {
		p.release()
	}
}

// inSystemCall reports whether the process has stopped at the entry or the exit of a system call.
func (p *tracee) inSystemCall() bool {
	const tracesysgood = 0x80 // set by PTRACE_O_TRACESYSGOOD
	return p.status.Stopped() && p.status.StopSignal() == syscall.SIGTRAP|tracesysgood
}
