package storms

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"testing"

	"dumb-init.alt/internal/testing/kit"
	"dumb-init.alt/internal/testing/proc"
)

// running is a dumb-init that a test has started, with the board of its command.
type running struct {
	*kit.Process
	*board
	says string // what dumb-init is to print, nothing in most tests
}

// start starts dumb-init. It ends with the test, and all below it. Nothing may be printed, except
// what the test has noted in says.
func start(t *testing.T, cmd *exec.Cmd) *running {
	t.Helper()
	board, file := newBoard(t)
	cmd.ExtraFiles = []*os.File{file}
	p := &running{board: board}
	t.Cleanup(func() { // runs after the program has been ended
		if p.Process == nil {
			return
		}
		if got := p.Stdout.String() + p.Stderr.String(); got != p.says {
			t.Errorf("%q printed: got %q, want %q", cmd.Args, got, p.says)
		}
	})
	p.Process = kit.Start(t, cmd)
	t.Cleanup(func() { p.stop.Store(1) })
	return p
}

// eventually waits until a condition holds, and ends the test if dumb-init ends first.
func (p *running) eventually(what string, condition func() bool) {
	p.T.Helper()
	kit.Eventually(p.T, what, func() bool {
		select {
		case <-p.Ended:
			p.T.Fatalf("dumb-init has ended before: %s", what)
		default:
		}
		return condition()
	})
}

// prepared waits until so many receivers count signals, and dumb-init waits for signals. It
// returns the command's process ID.
func (p *running) prepared(receivers uint64) (command int) {
	p.T.Helper()
	p.eventually("readiness", func() bool { return p.ready.Load() == receivers })
	p.eventually("waiting for signals", func() bool { return waits(p.PID) })
	return proc.Children(p.PID)[0].PID
}

// answered sends dumb-init a signal, and waits until the command has it.
func (p *running) answered(signal int) {
	p.T.Helper()
	before := p.arrivals[theCommand][signal].Load()
	p.Signal(signal)
	p.eventually(fmt.Sprintf("answer to signal %d", signal), func() bool {
		return p.arrivals[theCommand][signal].Load() > before
	})
}

// answering are signals with numbers below and above CHLD.
var answering = []int{
	int(syscall.SIGHUP),
	int(syscall.SIGCONT),
	int(syscall.SIGWINCH),
	realTime,
	realTime + 32,
}

// answers sends signals, each after the one before has been answered, and returns how many.
func (p *running) answers(rounds int) (sent int) {
	p.T.Helper()
	for range rounds {
		for _, signal := range answering {
			p.answered(signal)
			sent++
		}
	}
	return sent
}

// madeAtLeast waits until the workers have made so many processes. Each has its own deadline.
func (p *running) madeAtLeast(processes int) {
	p.T.Helper()
	want := uint64(processes)
	for made := p.made.Load(); made < want; made = p.made.Load() {
		p.eventually("another process", func() bool { return p.made.Load() > made })
	}
}

// calm waits until dumb-init has no child except the command, and the command has none: all
// others have ended and have been reaped.
func (p *running) calm() {
	p.T.Helper()
	p.eventually("no process except the command", func() bool {
		return len(proc.Descendants(p.PID)) == 1
	})
}

// terminated has the command exit on TERM, and waits until all has ended.
func (p *running) terminated() {
	p.T.Helper()
	p.end.Store(uint64(syscall.SIGTERM))
	p.Signal(int(syscall.SIGTERM))
	p.ends(42)
}

// ends waits until dumb-init has exited with a status, and nothing is left: whatever it or its
// command has started has closed its output.
func (p *running) ends(status int) {
	p.T.Helper()
	p.WantStatus(status)
	kit.Eventually(p.T, "the end of all other processes", func() bool {
		return p.Stdout.Ended() && p.Stderr.Ended()
	})
}
