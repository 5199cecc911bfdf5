package storms

import (
	"errors"
	"math/rand/v2"
	"runtime"
	"slices"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/testing/kit"
)

// realTime is the first of the real-time signals, for the kernel. (The C library keeps two to
// itself.)
const realTime = 32

// kinds are the signals that a sender chooses from. KILL, STOP and CHLD are not forwarded.
// Signals that stop and continue drop each other while they are pending; stops sends them.
var kinds = allExcept(
	syscall.SIGKILL, syscall.SIGSTOP, syscall.SIGCHLD,
	syscall.SIGTSTP, syscall.SIGTTIN, syscall.SIGTTOU, syscall.SIGCONT,
)

// standard are those below the real-time signals.
var standard = kinds[:slices.Index(kinds, realTime)]

func allExcept(excepted ...syscall.Signal) (all []int) {
	for signal := 1; signal < signalCount; signal++ {
		if !slices.Contains(excepted, syscall.Signal(signal)) {
			all = append(all, signal)
		}
	}
	return all
}

// sender sends signals, and knows how many of each, and when the last.
type sender struct {
	number int
	chance *rand.Rand
	sent   [signalCount]uint64
	last   [signalCount]uint64 // the moment before, in nanoseconds of CLOCK_MONOTONIC
}

func newSender(number int) *sender {
	return &sender{
		number: number,
		chance: rand.New(rand.NewPCG(*seed, uint64(number))),
	}
}

// send sends so many signals, of all kinds.
func (s *sender) send(pid, count int) error {
	for range count {
		signal := kinds[s.chance.IntN(len(kinds))]
		s.last[signal] = now()
		if err := s.sendOne(pid, signal); err != nil {
			return err
		}
		s.sent[signal]++
	}
	return nil
}

// sendOne sends a signal. A real-time signal brings along its sender, and how many of that signal
// were sent before. While the queue of dumb-init is full, it is sent again.
func (s *sender) sendOne(pid, signal int) error {
	if signal < realTime {
		return syscall.Kill(pid, syscall.Signal(signal))
	}
	value := uint64(s.number)<<28 | s.sent[signal]
	begin := time.Now()
	for time.Since(begin) < kit.Deadline {
		err := kit.Sigqueue(pid, signal, int(value))
		if err != syscall.EAGAIN {
			return err
		}
		runtime.Gosched()
		unix.Syscall(unix.SYS_SCHED_YIELD, 0, 0, 0)
	}
	return errors.New("the queue stays full")
}

// now returns nanoseconds of CLOCK_MONOTONIC.
func now() uint64 {
	var t unix.Timespec
	unix.ClockGettime(unix.CLOCK_MONOTONIC, &t)
	return uint64(t.Nano())
}
