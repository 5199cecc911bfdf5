package blackbox

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/testing/kit"
)

// fromKernel is the si_code of a signal that the kernel itself sends, for a terminal for instance
// (SI_KERNEL, sigaction(2)).
const fromKernel = 0x80

// ctrlBackslash is the key that a terminal makes QUIT of.
const ctrlBackslash = "\x1c"

// resizes changes the size of the terminal, which brings WINCH.
func (p *terminal) resizes() {
	p.T.Helper()
	size, err := pty.GetsizeFull(p.Stdin)
	kit.Try(p.T, err)
	size.Rows++
	kit.Try(p.T, pty.Setsize(p.Stdin, size))
}

// withoutEcho starts a program on a new terminal that does not print what is typed.
func withoutEcho(t *testing.T, cmd *exec.Cmd) *terminal {
	t.Helper()
	p := onTerminal(t, cmd)
	fd := int(p.Stdin.Fd())
	settings, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	kit.Try(t, err)
	settings.Lflag &^= unix.ECHO
	kit.Try(t, unix.IoctlSetTermios(fd, unix.TCSETS, settings))
	return p
}

// terminalSignals are what a terminal sends to its foreground process group.
var terminalSignals = []struct {
	name   string
	signal int
	cause  func(p *terminal)
}{
	{"INT", intr, func(p *terminal) { p.types(ctrlC) }},
	{"QUIT", quit, func(p *terminal) { p.types(ctrlBackslash) }},
	{"TSTP", tstp, func(p *terminal) { p.types(ctrlZ) }},
	{"WINCH", winch, (*terminal).resizes},
}

// With -c the command is in dumb-init's process group, so a terminal sends its signals to both.
// dumb-init does not forward them: the command would get them twice.
func TestTerminalSignalsArriveOnce(t *testing.T) {
	each(t, native, func(t *testing.T, r runner) {
		for _, test := range terminalSignals {
			t.Run(test.name, func(t *testing.T) {
				p := withoutEcho(t, r.command("-c", "-v", probe, "signals", "3"))
				p.ready()
				test.cause(p)
				p.reads(fmt.Sprintf(`\[dumb-init\] Received signal %d\.\n`, test.signal))
				p.reads(fmt.Sprintf(`\[dumb-init\] Not forwarding signal %d to children `+
					`\(the terminal has sent it\)\.\n`, test.signal))
				if test.signal == tstp && !r.pid1 {
					p.reads(`Suspending self due to TTY signal\.`)
					awaitState(t, p.PID, "T")
				}
				kit.Eventually(t, "arrival", func() bool { return p.count(test.signal) > 0 })
				p.arrives(cont)
				p.Signal(mark)
				p.WantStatus(0)
				p.wantSignals(test.signal, cont, mark)
				if got := p.arrivals()[0].code; got != fromKernel {
					t.Errorf("code of signal %d: got %d, want %d", test.signal, got, fromKernel)
				}
			})
		}
	})
}

// With -c a terminal's signal is forwarded to a command that has left dumb-init's process group:
// the terminal has not sent it there.
func TestTerminalSignalsReachAnotherGroup(t *testing.T) {
	setsid := kit.Need(t, "setsid")
	each(t, native, func(t *testing.T, r runner) {
		for _, test := range terminalSignals {
			if test.signal == tstp {
				continue // stops a dumb-init that is not PID 1; TestStopSignals has it
			}
			t.Run(test.name, func(t *testing.T) {
				p := withoutEcho(t, r.command("-c", setsid, probe, "signals", "2"))
				p.ready()
				test.cause(p)
				p.awaitArrivals(1)
				p.Signal(mark)
				p.WantStatus(0)
				p.wantSignals(test.signal, mark)
			})
		}
	})
}

// With -c a rule of -r applies to a terminal's signal: the command gets the terminal's, and the one
// of the rule.
func TestTerminalSignalsAreRewritten(t *testing.T) {
	each(t, native, func(t *testing.T, r runner) {
		for _, test := range terminalSignals {
			if test.signal == tstp {
				continue // as above
			}
			t.Run(test.name, func(t *testing.T) {
				rule := fmt.Sprintf("%d:USR2", test.signal)
				p := withoutEcho(t, r.command("-c", "-r", rule, probe, "signals", "3"))
				p.ready()
				test.cause(p)
				p.awaitArrivals(2)
				p.Signal(mark)
				p.WantStatus(0)
				p.See(p.Stdout, "^end$")
				got := map[int]int{}
				for _, a := range p.arrivals() {
					got[a.signal]++
				}
				if got[test.signal] != 1 || got[usr2] != 1 {
					t.Errorf("arrivals: got %v, want %d and USR2 once each", got, test.signal)
				}
			})
		}
	})
}

// With -c the same signals from a process are forwarded, on a terminal as anywhere.
func TestSignalsOfTerminalFromProcess(t *testing.T) {
	each(t, native, func(t *testing.T, r runner) {
		p := withoutEcho(t, r.command("-c", probe, "signals", "4"))
		p.ready()
		want := []int{intr, quit, winch, mark}
		for _, s := range want {
			p.arrives(s)
		}
		p.WantStatus(0)
		p.wantSignals(want...)
	})
}

// With -c a terminal's signal that -k names starts the time until KILL, though it is not forwarded:
// the command has got it.
func TestTerminalSignalStartsTimeUntilKill(t *testing.T) {
	each(t, native, func(t *testing.T, r runner) {
		for _, options := range []string{"-k INT:20ms", "-w -k INT:20ms"} {
			words := append(strings.Fields("-c "+options), probe, "signals", "9")
			p := withoutEcho(t, r.command(words...))
			p.ready()
			p.types(ctrlC)
			p.WantStatus(128 + kill)
		}
	})
}

// With -a and -c the terminal has sent its signal to some processes only. So it is forwarded to
// all, here to a daemon.
func TestTerminalSignalsReachAll(t *testing.T) {
	each(t, containers(native), func(t *testing.T, r runner) {
		for _, test := range terminalSignals {
			t.Run(test.name, func(t *testing.T) {
				p := withoutEcho(t, r.command("-a", "-c", probe, "leave", "5", "daemon"))
				p.ready()
				test.cause(p)
				p.awaitArrivals(1)
				p.Signal(rtmax)
				p.wantSignals(test.signal, rtmax)
			})
		}
	})
}
