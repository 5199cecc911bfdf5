package storms

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"dumb-init.alt/internal/testing/kit"
)

// TERM at any instant after the start ends the command and dumb-init, with status 143, and
// nothing is left.
//
// The instant is left to chance, between none and twice the time that a start usually takes. The
// rule holds from the moment at which dumb-init has blocked its signals. Before, a signal does
// what it does to any program: the kernel ignores it for PID 1, and otherwise it ends dumb-init,
// which has not started a command yet. So TERM is sent again as long as the signals were not
// blocked when it was sent. After one that was sent later, dumb-init has to end without another.
func TestStarts(t *testing.T) {
	t.Logf("seed %d", *seed)
	each(t, oneOfEach, func(t *testing.T, r runner) {
		const workers = 3
		usual := usualStart(t, r)
		starts := size(2502, 25_002)
		count := map[found]int{}
		var mutex sync.Mutex
		var working sync.WaitGroup
		for worker := range uint64(workers) {
			chance := rand.New(rand.NewPCG(*seed, worker))
			working.Go(func() {
				for range starts / workers {
					delay := time.Duration(chance.Int64N(int64(2 * usual)))
					found, err := startAndStop(r, delay)
					if err != nil {
						t.Errorf("TERM %v after the start: %v", delay, err)
						return
					}
					mutex.Lock()
					count[found]++
					mutex.Unlock()
				}
			})
		}
		working.Wait()
		t.Logf("%d starts and stops, a usual start takes %v; the first TERM found signals %v",
			starts, usual, count)
	})
}

// usualStart returns the time that it takes until dumb-init waits for signals, the median of some
// starts.
func usualStart(t *testing.T, r runner) time.Duration {
	t.Helper()
	var times []time.Duration
	for range 21 {
		cmd := r.command(load, "pause")
		kit.Try(t, cmd.Start())
		begin := time.Now()
		for !waits(cmd.Process.Pid) {
			if time.Since(begin) > kit.Deadline {
				t.Fatal("waited in vain for: waiting for signals")
			}
		}
		times = append(times, time.Since(begin))
		kit.Try(t, cmd.Process.Signal(syscall.SIGTERM))
		_ = cmd.Wait()
	}
	slices.Sort(times)
	return times[len(times)/2]
}

// found is the state in which the first TERM has found dumb-init.
type found string

const (
	blocked    found = "blocked"
	notBlocked found = "not blocked"
	endedEarly found = "ended before it blocked its signals"
)

// startAndStop starts dumb-init, and ends it by TERM after a delay.
func startAndStop(r runner, delay time.Duration) (found, error) {
	in, out, err := os.Pipe()
	if err != nil {
		return "", err
	}
	defer in.Close()
	cmd := r.command(load, "pause")
	cmd.Stdout = out
	cmd.Stderr = out
	err = cmd.Start()
	out.Close()
	if err != nil {
		return "", err
	}
	ended := make(chan struct{})
	go func() {
		_ = cmd.Wait()
		close(ended)
	}()
	hangs := time.AfterFunc(kit.Deadline, func() { _ = cmd.Process.Kill() })
	defer hangs.Stop()
	time.Sleep(delay) // not for an event: until the instant that was left to chance
	first, last, err := terminate(cmd, ended)
	if err != nil {
		return "", err
	}
	output, err := io.ReadAll(in) // to its end: then nobody has it open any more
	if err != nil || len(output) > 0 {
		return "", fmt.Errorf("output %q, %w", output, err)
	}
	status := cmd.ProcessState.Sys().(syscall.WaitStatus)
	if status.Signaled() && status.Signal() == syscall.SIGTERM && last == notBlocked && !r.pid1 {
		return endedEarly, nil
	}
	if want := 128 + int(syscall.SIGTERM); !status.Exited() || status.ExitStatus() != want {
		return "", fmt.Errorf("wait status: got %#x, want exit status %d; first TERM: %s",
			status, want, first)
	}
	return first, nil
}

// terminate sends TERM until dumb-init has ended, or has blocked its signals before the last was
// sent. Then it waits for the end. It tells what the first and the last TERM have found.
func terminate(cmd *exec.Cmd, ended chan struct{}) (first, last found, err error) {
	for {
		last = notBlocked
		if hasBlocked(cmd.Process.Pid) {
			last = blocked
		}
		if first == "" {
			first = last
		}
		err := cmd.Process.Signal(syscall.SIGTERM)
		if err != nil && !errors.Is(err, os.ErrProcessDone) {
			return first, last, err
		}
		var again <-chan time.Time
		if last == notBlocked {
			again = time.After(time.Millisecond)
		}
		select {
		case <-ended:
			return first, last, nil
		case <-again:
		}
	}
}

// hasBlocked reports whether dumb-init has blocked its signals. It sleeps only to wait for them,
// while none is blocked: see waits.
func hasBlocked(pid int) bool {
	return field(pid, "status", "SigBlk") == allSignals || sleeps(pid)
}
