package blackbox

import (
	"bytes"
	"io"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"dumb-init.alt/internal/testing/kit"
)

// noise is what somebody writes without end.
const noise = "~"

// withoutNoise keeps what is not noise.
type withoutNoise struct{ kept *kit.Output }

// Write appends text without the noise.
func (w withoutNoise) Write(text []byte) (int, error) {
	w.kept.Write(bytes.ReplaceAll(text, []byte(noise), nil))
	return len(text), nil
}

// busyTerminal is a terminal to which somebody writes without a pause, and whose reader reads.
type busyTerminal struct {
	slave *os.File
	read  *kit.Output // without the noise
	quit  func()      // ends the noise, and waits until all is read
}

// openBusyTerminal opens a terminal, and keeps it busy until it is to be quiet, or the test ends.
func openBusyTerminal(t *testing.T) *busyTerminal {
	t.Helper()
	master, slave := terminalStream.openStream(t)
	fd := int(slave.Fd())
	terminal := &busyTerminal{slave: slave, read: &kit.Output{Terminal: true}}
	var over atomic.Bool
	var writing, reading sync.WaitGroup
	writing.Go(func() {
		piece := bytes.Repeat([]byte(noise), 4096)
		for !over.Load() {
			syscall.Write(fd, piece)
		}
	})
	reading.Go(func() { io.Copy(withoutNoise{terminal.read}, master) })
	terminal.quit = sync.OnceFunc(func() {
		over.Store(true)
		writing.Wait()
		slave.Close()
		reading.Wait()
	})
	t.Cleanup(terminal.quit)
	return terminal
}

// A terminal to which somebody writes says that it has no room (n_tty_poll, drivers/tty/n_tty.c).
// If its reader reads, a message that explains an exit arrives all the same, in 300 of 300 starts.
//
// A start that takes as long as dumb-init waits for room is not counted: the machine has stalled.
func TestMessagesOnBusyTerminal(t *testing.T) {
	tests := []struct {
		name   string
		words  string
		want   string
		status int
	}{
		{"version", "--version", "dumb-init v2.0.0\n", 0},
		{
			"no such command", "/doesnotexist",
			"[dumb-init] /doesnotexist: No such file or directory\n", 127,
		},
	}
	each(t, native, func(t *testing.T, r runner) {
		for _, test := range tests {
			t.Run(test.name, func(t *testing.T) {
				terminal := openBusyTerminal(t)
				counted, starts := 0, 0
				for begin := time.Now(); counted < 300; starts++ {
					if time.Since(begin) > kit.Deadline {
						t.Fatalf("starts without a stall: got %d, want 300", counted)
					}
					cmd := r.command(strings.Fields(test.words)...)
					cmd.Stderr = terminal.slave
					started := time.Now()
					start(t, cmd).WantStatus(test.status)
					if time.Since(started) < longestWait {
						counted++
					}
				}
				terminal.quit()
				got := strings.Count(terminal.read.String(), test.want)
				if got < counted {
					t.Errorf("messages: got %d of %d starts, want %d at least",
						got, starts, counted)
				}
			})
		}
	})
}

// While somebody writes to a terminal whose reader reads, no debug line is lost, unless the machine
// stalls: then dumb-init has waited for room in vain. Such a run is repeated.
func TestDebugLinesOnBusyTerminal(t *testing.T) {
	eachMode(t, []runner{process}, func(t *testing.T, r runner, option []string) {
		for begin := time.Now(); time.Since(begin) < kit.Deadline; {
			lost, waited := linesOnBusyTerminal(t, r, option)
			if lost == 0 {
				return
			}
			if !waited {
				t.Fatalf("lost lines: got %d without a wait for room, want 0", lost)
			}
		}
		t.Error("runs in which no line is lost: got none, want one")
	})
}

// linesOnBusyTerminal has dumb-init forward signals, with standard error on a busy terminal. It
// returns how many debug lines were lost, and whether dumb-init has waited for room in vain.
func linesOnBusyTerminal(t *testing.T, r runner, option []string) (lost int, waited bool) {
	t.Helper()
	const signals = 50
	terminal := openBusyTerminal(t)
	cmd := r.command(append(option, "-v", probe, "signals", strconv.Itoa(signals))...)
	cmd.Stderr = terminal.slave
	trace := underStrace(t, cmd, "-e", "trace=ppoll")
	p := start(t, cmd)
	p.ready()
	p.PID = onlyChild(t, p.PID).PID // dumb-init is the child of strace
	for range signals {
		p.arrives(usr1)
	}
	p.WantStatus(0)
	terminal.quit()
	got := terminal.read.String()
	lost = 2*signals - strings.Count(got, "Received signal 10.\n") -
		strings.Count(got, "Forwarded signal 10 to children.\n")
	text, err := os.ReadFile(trace)
	kit.Try(t, err)
	return lost, waitedInVain.Match(text)
}
