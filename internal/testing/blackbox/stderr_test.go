package blackbox

import (
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// eachStream runs a test with standard error of each kind.
func eachStream(t *testing.T, test func(t *testing.T, s stream)) {
	for _, s := range streams {
		t.Run(s.name, func(t *testing.T) { test(t, s) })
	}
}

// A standard error that takes no more, as nobody reads it, or a terminal whose output is stopped,
// loses debug lines. Signals and the end of the command are not lost.
func TestFullStandardError(t *testing.T) {
	eachMode(t, everyone, func(t *testing.T, r runner, option []string) {
		eachStream(t, func(t *testing.T, s stream) {
			_, writer := s.openStream(t)
			s.block(t, writer)
			cmd := r.command(append(option, "-v", probe, "signals", "100")...)
			cmd.Stderr = writer
			p := start(t, cmd)
			p.ready()
			for range 100 {
				p.Signal(40)
			}
			p.WantStatus(0)
		})
	})
}

// A terminal that nobody reads takes less and less, and at last a part of a line. Lines are lost
// then. TERM is forwarded all the same, and dumb-init ends with the command.
func TestUnreadTerminal(t *testing.T) {
	eachMode(t, everyone, func(t *testing.T, r runner, option []string) {
		_, slave := terminalStream.openStream(t)
		const signals = 400
		cmd := r.command(append(option, "-v", probe, "signals", "401")...)
		cmd.Stderr = slave
		p := start(t, cmd)
		p.ready()
		for range signals {
			p.Signal(40)
		}
		p.awaitArrivals(signals)
		p.arrives(term)
		p.WantStatus(0)
	})
}

// Writing to a stream that nobody has open for reading brings PIPE, unless it is a terminal. If
// dumb-init's own debug lines have brought it, it is not forwarded; a PIPE from anybody else is
// forwarded like any signal.
func TestBrokenStandardError(t *testing.T) {
	eachMode(t, everyone, func(t *testing.T, r runner, option []string) {
		eachStream(t, func(t *testing.T, s stream) {
			reader, writer := s.openStream(t)
			reader.Close()
			cmd := r.command(append(option, "-v", probe, "signals", "5")...)
			cmd.Stderr = writer
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
	})
}

// If nobody has standard error open for reading, a start that fails has its status all the same:
// the message brings no PIPE, which would kill the child.
func TestFailedStartWithBrokenStandardError(t *testing.T) {
	eachMode(t, everyone, func(t *testing.T, r runner, option []string) {
		eachStream(t, func(t *testing.T, s stream) {
			reader, writer := s.openStream(t)
			reader.Close()
			cmd := r.command(append(option, "/doesnotexist")...)
			cmd.Stderr = writer
			start(t, cmd).WantStatus(127)
		})
	})
}
