package blackbox

import (
	"fmt"
	"os"
	"slices"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

const siQueue = -1

// sigqueue sends a signal with a value (sigqueue(3)).
func sigqueue(t testing.TB, pid, signal, value int) {
	t.Helper()
	info := struct {
		signal, errno, code, _ int32
		pid, uid               int32
		value                  uintptr
		_                      [12]uint64
	}{signal: int32(signal), code: siQueue, pid: int32(os.Getpid()), uid: int32(os.Getuid()), value: uintptr(value)}
	_, _, errno := unix.RawSyscall(unix.SYS_RT_SIGQUEUEINFO, uintptr(pid), uintptr(signal), uintptr(unsafe.Pointer(&info)))
	if errno != 0 {
		t.Fatalf("rt_sigqueueinfo: %v", errno)
	}
}

// A real-time signal that was queued a thousand times arrives as often; in -c mode with its values, in
// order. A last one of a higher number, which comes after them, ends the probe.
func TestQueuedSignals(t *testing.T) {
	const times = 1000
	eachMode(t, everyone, func(t *testing.T, r runner, option []string) {
		for _, n := range []int{0, 3, 20} {
			t.Run(fmt.Sprintf("RTMIN+%d", n), func(t *testing.T) {
				p := start(t, r.command(append(option, probe, "signals", fmt.Sprint(times+1))...))
				p.ready()
				for value := range times {
					sigqueue(t, p.PID, rtmin+n, value+7)
				}
				sigqueue(t, p.PID, rtmin+n+1, 0)
				p.WantStatus(0)
				p.wantSignals(append(slices.Repeat([]int{rtmin + n}, times), rtmin+n+1)...)
				for i, a := range p.arrivals()[:times] {
					if option != nil && (a.code != siQueue || a.value != i+7) {
						t.Fatalf("%+v comes as number %d", a, i)
					}
				}
			})
		}
	})
}
