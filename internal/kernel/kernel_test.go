package kernel

import (
	"os"
	"runtime"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/signals"
)

// The kernel itself says where in siginfo_t the members lie: a process sends itself a signal with a value.
func TestSignalInfo(t *testing.T) {
	if unsafe.Sizeof(SignalInfo{}) != unsafe.Sizeof(unix.Siginfo{}) {
		t.Errorf("%d bytes, unix has %d", unsafe.Sizeof(SignalInfo{}), unsafe.Sizeof(unix.Siginfo{}))
	}
	runtime.LockOSThread() // the signal mask is the thread's
	defer runtime.UnlockOSThread()
	sent := SignalInfo{number: 40, code: siQueue, Sender: 4711, value: 0x1234}
	var got unix.SignalfdSiginfo
	var set unix.Sigset_t
	*(*SignalSet)(unsafe.Pointer(&set)) = 1 << (40 - 1)
	fd, err := unix.Signalfd(-1, &set, unix.SFD_NONBLOCK)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	if err := unix.PthreadSigmask(unix.SIG_BLOCK, &set, nil); err != nil {
		t.Fatal(err)
	}
	defer unix.PthreadSigmask(unix.SIG_UNBLOCK, &set, nil)
	if _, _, errno := unix.RawSyscall6(unix.SYS_RT_TGSIGQUEUEINFO, uintptr(os.Getpid()), uintptr(unix.Gettid()), 40, uintptr(unsafe.Pointer(&sent)), 0, 0); errno != 0 {
		t.Fatal(errno)
	}
	if _, err := unix.Read(fd, unsafe.Slice((*byte)(unsafe.Pointer(&got)), unsafe.Sizeof(got))); err != nil {
		t.Fatal(err)
	}
	if got.Signo != 40 || got.Code != siQueue || got.Pid != 4711 || got.Int != 0x1234 {
		t.Errorf("the kernel read %+v", got)
	}
}

func TestSentBy(t *testing.T) {
	for _, test := range []struct {
		info SignalInfo
		want bool
	}{
		{SignalInfo{code: siUser, Sender: 7}, true},
		{SignalInfo{code: siUser, Sender: 8}, false},
		{SignalInfo{code: siQueue, Sender: 7}, false},
		{SignalInfo{code: cldExited, Sender: 7}, false},
	} {
		if got := test.info.SentBy(7); got != test.want {
			t.Errorf("%+v: %t", test.info, got)
		}
	}
}

func TestSets(t *testing.T) {
	for s := signals.Signal(1); s <= signals.Count; s++ {
		if All&(1<<(s-1)) == 0 || (AllButCHLD&(1<<(s-1)) == 0) != (s == signals.CHLD) {
			t.Errorf("signal %d is in the wrong sets", s)
		}
	}
}
