package blackbox

import (
	"os/exec"
	"runtime"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// The calls of i386 that take 32 bits of time (arch/x86/entry/syscalls/syscall_32.tbl). Kernels
// without CONFIG_COMPAT_32BIT_TIME answer ENOSYS to them.
const (
	nanosleepTime32      = 162
	rtSigtimedwaitTime32 = 177
	clockGettimeTime32   = 265
	clockNanosleepTime32 = 267
	ppollTime32          = 309
)

// The calls of i386 that take 64 bits of time. They came with Linux 5.1.
const (
	clockGettimeTime64   = 403
	clockNanosleepTime64 = 407
	ppollTime64          = 414
	rtSigtimedwaitTime64 = 421
)

// withoutTime32 has dumb-init of 386 run as on a kernel without the calls of 32 bits of time.
func withoutTime32(cmd *exec.Cmd) *exec.Cmd {
	return refusing(cmd, unix.AUDIT_ARCH_I386, unix.ENOSYS,
		nanosleepTime32,
		rtSigtimedwaitTime32,
		clockGettimeTime32,
		clockNanosleepTime32,
		ppollTime32,
	)
}

// withoutTime64 has dumb-init of 386 run as on a kernel before Linux 5.1.
func withoutTime64(cmd *exec.Cmd) *exec.Cmd {
	return refusing(cmd, unix.AUDIT_ARCH_I386, unix.ENOSYS,
		rtSigtimedwaitTime64,
		clockGettimeTime64,
		clockNanosleepTime64,
		ppollTime64,
	)
}

// eachTime runs a test with dumb-init of 386, on kernels that lack calls for time: those of 32
// bits, or those of 64.
func eachTime(t *testing.T, test func(t *testing.T, run func(args ...string) *running)) {
	if runtime.GOARCH != "amd64" {
		t.Skip("only amd64 runs programs of 386")
	}
	runners := []runner{
		{"container", "386", true},
		{"process", "386", false},
	}
	kernels := []struct {
		name   string
		change func(cmd *exec.Cmd) *exec.Cmd
	}{
		{"without the calls of 32 bits", withoutTime32},
		{"without the calls of 64 bits", withoutTime64},
	}
	each(t, runners, func(t *testing.T, r runner) {
		for _, k := range kernels {
			t.Run(k.name, func(t *testing.T) {
				test(t, func(args ...string) *running {
					return start(t, k.change(r.command(args...)))
				})
			})
		}
	})
}

// A dumb-init of 32 bits supervises on a kernel that has the calls of 64 bits of time alone: it
// forwards signals, says what it does, and exits with the command's status.
func TestTimeOf64Bits(t *testing.T) {
	eachTime(t, func(t *testing.T, run func(args ...string) *running) {
		p := run("-v", probe, "signals", "2")
		p.ready()
		p.arrives(usr1)
		p.arrives(rtmin)
		p.WantStatus(0)
		p.wantSignals(usr1, rtmin)
		p.See(p.Stderr, `Received signal 10\.`)
	})
}

// The timers of such a dumb-init run: a signal is held back for its time, and so is KILL.
func TestTimersOf64Bits(t *testing.T) {
	eachTime(t, func(t *testing.T, run func(args ...string) *running) {
		const after = 100 * time.Millisecond
		p := run("-d", "USR1:100ms", "-k", "100ms", probe, "signals", "9")
		p.ready()
		sent := time.Now()
		p.arrives(usr1)
		if got := time.Since(sent); got < after-2*time.Millisecond {
			t.Errorf("time until USR1 arrived: got %v, want at least %v", got, after)
		}
		p.isKilledAfter(term, after)
	})
}

// Such a dumb-init sleeps while nothing happens: no call that is refused wakes it up. (That nothing
// happens takes time to see.)
func TestIdleWithTimeOf64Bits(t *testing.T) {
	eachTime(t, func(t *testing.T, run func(args ...string) *running) {
		p := run(probe, "pause")
		p.ready()
		awaitWait(t, p.PID)
		before := p.switches()
		time.Sleep(time.Second)
		if after := p.switches(); after != before {
			t.Errorf("context switches: got %s, want %s as before", after, before)
		}
		p.Signal(term)
		p.WantStatus(128 + term)
	})
}
