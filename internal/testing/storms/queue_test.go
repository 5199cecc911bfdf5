package storms

import (
	"fmt"
	"testing"

	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/testing/kit"
)

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
