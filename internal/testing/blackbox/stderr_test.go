package blackbox

import (
	"os"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/testing/kit"
)

// A standard error that nobody reads takes no more when it is full. Debug lines are lost then;
// signals and the end of the command are not.
func TestFullStandardError(t *testing.T) {
	eachMode(t, everyone, func(t *testing.T, r runner, option []string) {
		in, out := kit.Pipe(t)
		defer in.Close()
		defer out.Close()
		fill(t, out)
		cmd := r.command(append(option, "-v", probe, "signals", "100")...)
		cmd.Stderr = out
		p := start(t, cmd)
		p.ready()
		for range 100 {
			p.Signal(40)
		}
		p.WantStatus(0)
	})
}

// fill writes to a pipe until it takes no more.
func fill(t *testing.T, pipe *os.File) {
	t.Helper()
	fd := int(pipe.Fd())
	kit.Try(t, unix.SetNonblock(fd, true))
	for _, piece := range []int{65536, 4096, 1} {
		var err error
		for err == nil {
			_, err = syscall.Write(fd, make([]byte, piece))
		}
		if err != syscall.EAGAIN {
			t.Fatalf("write to a full pipe: got %v, want %v", err, syscall.EAGAIN)
		}
	}
	kit.Try(t, unix.SetNonblock(fd, false))
}

// Writing to a pipe that nobody has open for reading brings PIPE. If dumb-init's own debug lines
// have brought it, it is not forwarded; a PIPE from anybody else is forwarded like any signal.
func TestBrokenStandardError(t *testing.T) {
	eachMode(t, everyone, func(t *testing.T, r runner, option []string) {
		in, out := kit.Pipe(t)
		in.Close()
		defer out.Close()
		cmd := r.command(append(option, "-v", probe, "signals", "5")...)
		cmd.Stderr = out
		p := start(t, cmd)
		p.ready()
		sent := []int{usr1, pipe, winch, pipe, usr1}
		for i, s := range sent {
			p.Signal(s)
			kit.Eventually(t, "arrival", func() bool { return len(p.arrivals()) > i })
		}
		p.WantStatus(0)
		p.wantSignals(sent...)
	})
}
