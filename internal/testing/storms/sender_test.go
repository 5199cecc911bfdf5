package storms

import (
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

const realTime = 32 // the first of the real-time signals, for the kernel

// kinds are the signals that a sender chooses from: all, but those that are not forwarded (KILL, STOP and CHLD), and
// those that stop and continue, which drop each other while they are pending. See stops.
var kinds = func() (all []int) {
	for s := 1; s < signals; s++ {
		switch syscall.Signal(s) {
		case syscall.SIGKILL, syscall.SIGSTOP, syscall.SIGCHLD,
			syscall.SIGTSTP, syscall.SIGTTIN, syscall.SIGTTOU, syscall.SIGCONT:
		default:
			all = append(all, s)
		}
	}
	return all
}()

// standard are those below the real-time signals.
var standard = kinds[:slices.Index(kinds, realTime)]

// sender sends signals, and knows how many of each, and when the last.
type sender struct {
	number int
	chance *rand.Rand
	sent   [signals]uint64
	last   [signals]uint64 // the moment before, in nanoseconds of CLOCK_MONOTONIC
}

func newSender(number int) *sender {
	return &sender{number: number, chance: rand.New(rand.NewPCG(*seed, uint64(number)))}
}

// send sends signals of all kinds. A real-time signal brings along who sent it and how many of it before. Where the
// queue is full, it is tried again: only what the kernel has accepted is sent.
func (s *sender) send(pid, signals int) error {
	for range signals {
		signal := kinds[s.chance.IntN(len(kinds))]
		s.last[signal] = now()
		var err error
		if signal < realTime {
			err = syscall.Kill(pid, syscall.Signal(signal))
		} else {
			value := uint64(s.number)<<28 | s.sent[signal]
			for begin := time.Now(); ; runtime.Gosched() {
				if err = sigqueue(pid, signal, value); err != syscall.EAGAIN {
					break
				} else if time.Since(begin) > deadline {
					return fmt.Errorf("the queue stays full")
				}
				unix.Syscall(unix.SYS_SCHED_YIELD, 0, 0, 0)
			}
		}
		if err != nil {
			return err
		}
		s.sent[signal]++
	}
	return nil
}

func now() uint64 {
	var t unix.Timespec
	unix.ClockGettime(unix.CLOCK_MONOTONIC, &t)
	return uint64(t.Nano())
}

// sigqueue sends a signal with a value (sigqueue(3)).
func sigqueue(pid, signal int, value uint64) error {
	const siQueue = -1
	info := struct {
		signal, errno, code int32
		_                   [unsafe.Sizeof(uintptr(0))/4 - 1]int32
		pid, uid            int32
		value               uintptr
		_                   [12]uint64
	}{signal: int32(signal), code: siQueue, pid: int32(os.Getpid()), uid: int32(os.Getuid()), value: uintptr(value)}
	_, _, errno := unix.RawSyscall(unix.SYS_RT_SIGQUEUEINFO, uintptr(pid), uintptr(signal), uintptr(unsafe.Pointer(&info)))
	if errno != 0 {
		return errno
	}
	return nil
}

// limitQueue sets how many signals may be pending for the user of a process before that is sent no more with a value.
func limitQueue(t testing.TB, pid, signals int) (restore func()) {
	t.Helper()
	var limit unix.Rlimit
	try(t, unix.Prlimit(pid, unix.RLIMIT_SIGPENDING, nil, &limit))
	try(t, unix.Prlimit(pid, unix.RLIMIT_SIGPENDING, &unix.Rlimit{Cur: uint64(signals), Max: limit.Max}, nil))
	return func() { try(t, unix.Prlimit(pid, unix.RLIMIT_SIGPENDING, &limit, nil)) }
}

// pending is how many signals are, for the user of a process.
func pending(pid int) (signals int) {
	fmt.Sscanf(field(pid, "status", "SigQ"), "%d/", &signals)
	return signals
}
