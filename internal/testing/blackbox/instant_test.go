package blackbox

import (
	"errors"
	"os/exec"
	"runtime"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/testing/kit"
)

// TERM at any instant of the start is forwarded, and ends the command.
//
// A process takes notice of a signal in the kernel only, and what a signal does there changes only by
// the system calls of the process itself: that of blocking it, the clone, those that take it. An instant
// between two stops of ptrace, the entry and the exit of a system call, is thus as good as the next
// stop. So dumb-init is run to its first stop after it has blocked the signals, and gets TERM there; then
// to its second, and so on, until the call that waits for signals is reached: from there on every
// instant is one of waiting, which other tests cover. At each stop all signals must be blocked, or
// one could kill dumb-init. What dies of TERM is the command, as dumb-init exits with its status.
//
// The clone is one call, whose exit comes when the child, which is not traced, has been executed: what
// arrives in between waits in the kernel as what arrives at its exit.
func TestTermAtAnyInstantOfTheStart(t *testing.T) {
	each(t, native, func(t *testing.T, r runner) {
		for _, options := range [][]string{{}, {"-c"}, {"-v"}} {
			k, waits := 1, false
			for ; !waits; k++ {
				var status syscall.WaitStatus
				status, waits = termAtStop(t, r.command(append(options, probe, "pause")...), k)
				if !status.Exited() || status.ExitStatus() != 128+term {
					t.Fatalf("TERM at stop %d: wait status %#x", k, status)
				}
			}
			if k < 10 {
				t.Errorf("waits for signals at stop %d already: were there any before?", k)
			}
		}
	})
}

// The proof that the test above can fail: TERM before the first system call kills dumb-init.
func TestTermBeforeItIsBlocked(t *testing.T) {
	each(t, []runner{process}, func(t *testing.T, r runner) {
		if status, _ := termAtStop(t, r.command(probe, "pause"), -1); !status.Signaled() {
			t.Errorf("wait status %#x", status)
		}
	})
}

// What the kernel cannot block, KILL and STOP, is missing here.
const allBlocked = "fffffffffffbfeff"

// termAtStop runs dumb-init to its stop k, 1 being the exit of its first system call, sends TERM
// there, and lets it go. It returns how dumb-init ended, and whether it was about to wait for signals.
func termAtStop(t *testing.T, cmd *exec.Cmd, k int) (status syscall.WaitStatus, waits bool) {
	t.Helper()
	runtime.LockOSThread() // one thread is the tracer
	defer runtime.UnlockOSThread()
	cmd.SysProcAttr.Ptrace = true
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	pid := cmd.Process.Pid
	hangs := time.AfterFunc(kit.Deadline, func() { syscall.Kill(pid, syscall.SIGKILL) })
	defer hangs.Stop()
	kit.Try(t, wait4(pid, &status)) // for the exec
	kit.Try(t, unix.PtraceSetOptions(pid, unix.PTRACE_O_TRACESYSGOOD|unix.PTRACE_O_EXITKILL))
	for range k + 1 {
		kit.Try(t, unix.PtraceSyscall(pid, 0))
		kit.Try(t, wait4(pid, &status))
		if !status.Stopped() || status.StopSignal() != syscall.SIGTRAP|0x80 {
			t.Fatalf("instead of stop %d wait status %#x", k, status)
		}
	}
	if blocked := field(t, pid, "SigBlk"); k > 0 && blocked != allBlocked {
		t.Errorf("blocked at stop %d are %s", k, blocked)
	}
	waits = entered(t, pid, unix.SYS_RT_SIGTIMEDWAIT)
	kit.Try(t, syscall.Kill(pid, syscall.SIGTERM))
	kit.Try(t, unix.PtraceDetach(pid))
	kit.Try(t, wait4(pid, &status))
	cmd.Process.Release()
	return status, waits
}

func wait4(pid int, status *syscall.WaitStatus) error {
	for {
		if _, err := syscall.Wait4(pid, status, 0, nil); !errors.Is(err, syscall.EINTR) {
			return err
		}
	}
}

// call is what PTRACE_GET_SYSCALL_INFO tells (ptrace(2)).
type call struct {
	operation uint8
	_         [3]uint8
	arch      uint32
	_, _      uint64
	number    uint64 // from here on for an entry only
	arguments [6]uint64
	_         [2]uint64
}

const atEntry = 1 // PTRACE_SYSCALL_INFO_ENTRY

// entered reports whether a stopped process is at the entry of a system call.
func entered(t *testing.T, pid int, number uint64) bool {
	info := callInfo(t, pid)
	return info.operation == atEntry && info.number == number
}

// callInfo tells of the system call that a stopped process is at.
func callInfo(t *testing.T, pid int) (info call) {
	t.Helper()
	const getSyscallInfo = 0x420e
	_, _, errno := unix.RawSyscall6(unix.SYS_PTRACE, getSyscallInfo, uintptr(pid), unsafe.Sizeof(info), uintptr(unsafe.Pointer(&info)), 0, 0)
	if errno != 0 {
		t.Fatal(errno)
	}
	return info
}
