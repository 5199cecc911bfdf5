package storms

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Thousands of starts, and TERM at a random instant after each, up to twice as late as the usual start takes. It ends the
// command, so that dumb-init exits with 143, and nothing is left.
//
// It is so once dumb-init has blocked its signals. Before, a signal does what it does to any program: as PID 1 the kernel
// ignores it, elsewhere it ends dumb-init, which has not started a command. So TERM is sent again as long as the signals
// had not been blocked before it was sent; after one for which they had, dumb-init has to end without another.
func TestStarts(t *testing.T) {
	t.Logf("seed %d", *seed)
	each(t, everywhere, func(t *testing.T, r runner) {
		usual := usualStart(t, r)
		starts := size(2502, 25_002)
		const workers = 3
		count := map[string]int{}
		var mutex sync.Mutex
		var working sync.WaitGroup
		for worker := range uint64(workers) {
			working.Go(func() {
				chance := rand.New(rand.NewPCG(*seed, worker))
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
		t.Logf("%d starts and stops, the usual start taking %v; the first TERM found signals %v", starts, usual, count)
	})
}

// usualStart returns how long it takes until dumb-init waits for signals.
func usualStart(t *testing.T, r runner) time.Duration {
	t.Helper()
	var times []time.Duration
	for range 21 {
		cmd := r.command(storm, "pause")
		try(t, cmd.Start())
		begin := time.Now()
		for !waits(cmd.Process.Pid) && time.Since(begin) < deadline {
		}
		times = append(times, time.Since(begin))
		try(t, cmd.Process.Signal(syscall.SIGTERM))
		_ = cmd.Wait()
	}
	slices.Sort(times)
	return times[len(times)/2]
}

// startAndStop starts dumb-init, sends TERM after a delay, and tells in which state that found it.
func startAndStop(r runner, delay time.Duration) (found string, err error) {
	in, out, err := os.Pipe()
	if err != nil {
		return "", err
	}
	defer in.Close()
	cmd := r.command(storm, "pause")
	cmd.Stdout, cmd.Stderr = out, out
	err = cmd.Start()
	out.Close()
	if err != nil {
		return "", err
	}
	hangs := time.AfterFunc(deadline, func() { _ = cmd.Process.Kill() })
	defer hangs.Stop()
	ended := make(chan struct{})
	go func() { _ = cmd.Wait(); close(ended) }()
	time.Sleep(delay) // for no event, but until the random instant
	blocked := false
	for over := false; !over; {
		blocked = hasBlocked(cmd.Process.Pid)
		if found == "" {
			found = map[bool]string{true: "blocked", false: "not blocked"}[blocked]
		}
		if err := cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
			return "", err
		}
		again := time.After(time.Millisecond)
		if blocked {
			again = nil
		}
		select {
		case <-ended:
			over = true
		case <-again:
		}
	}
	output, err := io.ReadAll(in) // to the end, which comes when nobody has it open any more
	status := cmd.ProcessState.Sys().(syscall.WaitStatus)
	switch {
	case err != nil || len(output) > 0:
		return "", fmt.Errorf("output %q, %w", output, err)
	case status.Signaled() && status.Signal() == syscall.SIGTERM && !blocked && !r.pid1:
		return "ended before it blocked its signals", nil
	case !status.Exited() || status.ExitStatus() != 128+int(syscall.SIGTERM):
		return "", fmt.Errorf("wait status %#x, after signals were %s", status, found)
	}
	return found, nil
}

// hasBlocked reports whether dumb-init has blocked its signals: it sleeps only to wait for them, with all let in.
func hasBlocked(pid int) bool {
	return field(pid, "status", "SigBlk") == all || strings.HasPrefix(field(pid, "status", "State"), "S")
}
