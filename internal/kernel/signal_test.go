package kernel

import (
	"os"
	"runtime"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/signals"
)

// blockedSignalfd blocks a signal for the calling thread, and returns a signalfd(2) that takes it.
func blockedSignalfd(t *testing.T, signal signals.Signal) (fd int) {
	t.Helper()
	var set unix.Sigset_t
	*(*signals.Set)(unsafe.Pointer(&set)) = signals.SetOf(signal)
	fd, err := unix.Signalfd(-1, &set, unix.SFD_NONBLOCK)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { unix.Close(fd) })
	runtime.LockOSThread() // the set of blocked signals is the thread's
	t.Cleanup(runtime.UnlockOSThread)
	if err := unix.PthreadSigmask(unix.SIG_BLOCK, &set, nil); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { unix.PthreadSigmask(unix.SIG_UNBLOCK, &set, nil) })
	return fd
}

// The members of SignalInfo lie where the kernel has them: a signal that is sent with one is read
// by signalfd(2), which names each member.
func TestSignalInfo(t *testing.T) {
	if got, want := unsafe.Sizeof(SignalInfo{}), unsafe.Sizeof(unix.Siginfo{}); got != want {
		t.Errorf("size: got %d, want %d", got, want)
	}
	const signal = 40
	fd := blockedSignalfd(t, signal)
	sent := SignalInfo{number: signal, code: siQueue, Sender: 4711, value: 0x1234}
	_, _, errno := unix.RawSyscall6(
		unix.SYS_RT_TGSIGQUEUEINFO,
		uintptr(os.Getpid()),
		uintptr(unix.Gettid()),
		signal,
		uintptr(unsafe.Pointer(&sent)),
		0,
		0,
	)
	if errno != 0 {
		t.Fatal(errno)
	}
	var got unix.SignalfdSiginfo
	buffer := unsafe.Slice((*byte)(unsafe.Pointer(&got)), unsafe.Sizeof(got))
	if _, err := unix.Read(fd, buffer); err != nil {
		t.Fatal(err)
	}
	same := got.Signo == signal && got.Code == siQueue && got.Pid == 4711 && got.Int == 0x1234
	if !same {
		t.Errorf("got %+v, want %+v", got, sent)
	}
}

// A signal is a process's own if kill(2) has sent it in the name of that process.
func TestSentBy(t *testing.T) {
	tests := []struct {
		info SignalInfo
		want bool
	}{
		{SignalInfo{code: siUser, Sender: 7}, true},
		{SignalInfo{code: siUser, Sender: 8}, false},
		{SignalInfo{code: siKernel, Sender: 7}, false},
		{SignalInfo{code: siQueue, Sender: 7}, false},
		{SignalInfo{code: cldExited, Sender: 7}, false},
	}
	for _, test := range tests {
		if got := test.info.SentBy(7); got != test.want {
			t.Errorf("%+v: got %t, want %t", test.info, got, test.want)
		}
	}
}

// BlockSignals blocks every signal that can be blocked, and UnblockSignals none.
func TestBlockSignals(t *testing.T) {
	blockedSignalfd(t, 40) // locks the thread
	var before, got signals.Set
	mask := func() (set signals.Set) {
		unix.RawSyscall6(unix.SYS_RT_SIGPROCMASK, unix.SIG_BLOCK, 0,
			uintptr(unsafe.Pointer(&set)), unsafe.Sizeof(set), 0, 0)
		return set
	}
	before = mask()
	BlockSignals()
	got = mask()
	setBlocked(before)
	const want = signals.Every &^ (1<<(unix.SIGKILL-1) | 1<<(unix.SIGSTOP-1))
	if got != want {
		t.Errorf("got %x, want %x", got, want)
	}
}
