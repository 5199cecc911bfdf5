package storms

import (
	"fmt"
	"os"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/testing/kit"
)

// siginfo is the kernel's siginfo_t as rt_sigqueueinfo(2) takes it: a union follows the first three
// members, aligned as a pointer.
type siginfo struct {
	signal int32
	errno  int32
	code   int32
	_      [unsafe.Sizeof(uintptr(0))/4 - 1]int32
	pid    int32
	uid    int32
	value  uintptr
	_      [12]uint64
}

// sigqueue sends a signal with a value (sigqueue(3)). It returns EAGAIN if the queue is full.
func sigqueue(pid, signal int, value uint64) error {
	const siQueue = -1
	info := siginfo{
		signal: int32(signal),
		code:   siQueue,
		pid:    int32(os.Getpid()),
		uid:    int32(os.Getuid()),
		value:  uintptr(value),
	}
	_, _, errno := unix.RawSyscall(
		unix.SYS_RT_SIGQUEUEINFO,
		uintptr(pid),
		uintptr(signal),
		uintptr(unsafe.Pointer(&info)),
	)
	if errno != 0 {
		return errno
	}
	return nil
}

// limitQueue limits the signals that may be pending for the user of a process, when signals are
// sent to that process (RLIMIT_SIGPENDING, getrlimit(2)).
func limitQueue(t testing.TB, pid, signals int) (restore func()) {
	t.Helper()
	var before unix.Rlimit
	kit.Try(t, unix.Prlimit(pid, unix.RLIMIT_SIGPENDING, nil, &before))
	limit := unix.Rlimit{
		Cur: uint64(signals),
		Max: before.Max,
	}
	kit.Try(t, unix.Prlimit(pid, unix.RLIMIT_SIGPENDING, &limit, nil))
	return func() {
		t.Helper()
		kit.Try(t, unix.Prlimit(pid, unix.RLIMIT_SIGPENDING, &before, nil))
	}
}

// pending returns how many signals are pending for the user of a process.
func pending(pid int) (signals int) {
	fmt.Sscanf(field(pid, "status", "SigQ"), "%d/", &signals)
	return signals
}
