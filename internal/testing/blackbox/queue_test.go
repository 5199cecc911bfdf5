package blackbox

import (
	"fmt"
	"os"
	"slices"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

// siQueue is the si_code of a signal that was sent by sigqueue(3) (SI_QUEUE, sigaction(2)).
const siQueue = -1

// sigqueue sends a signal with a value (sigqueue(3)).
func sigqueue(t testing.TB, pid, signal, value int) {
	t.Helper()
	info := struct { // siginfo_t, which takes 128 bytes
		signal int32
		errno  int32
		code   int32
		_      int32
		pid    int32
		uid    int32
		value  uintptr
		_      [12]uint64
	}{
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
		t.Fatalf("rt_sigqueueinfo: %v", errno)
	}
}

// A real-time signal that was queued a thousand times arrives a thousand times. In -c mode the
// values arrive with it, in the order in which they were sent.
//
// A signal of a higher number comes after all of them, and ends the probe.
func TestQueuedSignals(t *testing.T) {
	const times = 1000
	const firstValue = 7
	eachMode(t, everyone, func(t *testing.T, r runner, option []string) {
		for _, n := range []int{0, 3, 20} {
			t.Run(fmt.Sprintf("RTMIN+%d", n), func(t *testing.T) {
				queued, last := rtmin+n, rtmin+n+1
				words := slices.Concat(option, []string{probe, "signals", fmt.Sprint(times + 1)})
				p := start(t, r.command(words...))
				p.ready()
				for i := range times {
					sigqueue(t, p.PID, queued, firstValue+i)
				}
				sigqueue(t, p.PID, last, 0)
				p.WantStatus(0)
				p.wantSignals(append(slices.Repeat([]int{queued}, times), last)...)
				if option == nil {
					return
				}
				for i, got := range p.arrivals()[:times] {
					if want := firstValue + i; got.code != siQueue || got.value != want {
						t.Fatalf("arrival %d: got code %d and value %d, want code %d and value %d",
							i, got.code, got.value, siQueue, want)
					}
				}
			})
		}
	})
}
