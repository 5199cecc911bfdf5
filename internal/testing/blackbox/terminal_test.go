package blackbox

import (
	"os"
	"os/exec"
	"regexp"
	"testing"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/testing/kit"
)

// terminal is a terminal with a program on it.
type terminal struct {
	*running
	seen int // how much of the output the test has read
}

// onTerminal starts a program as the leader of a session whose controlling terminal is a new one,
// as 'docker run -it' does.
func onTerminal(t *testing.T, cmd *exec.Cmd) *terminal {
	t.Helper()
	slave, p := openTerminal(t, cmd)
	master := p.Stdin
	p.running = start(t, cmd)
	slave.Close()
	p.Stdin = master
	p.Stdout.Terminal = true
	go p.Stdout.Collect(master)
	return p
}

// openTerminal gives a program that is not started yet a new terminal, the slave. The master is the
// terminal's Stdin. The program will lead a session whose controlling terminal it is.
func openTerminal(t *testing.T, cmd *exec.Cmd) (slave *os.File, p *terminal) {
	t.Helper()
	master, slave, err := pty.Open()
	kit.Try(t, err)
	cmd.Stdin = slave
	cmd.Stdout = slave
	cmd.Stderr = slave
	cmd.SysProcAttr.Setpgid = false // the leader of a session leads a group already
	cmd.SysProcAttr.Setsid = true
	cmd.SysProcAttr.Setctty = true
	output := &kit.Output{Terminal: true}
	process := &kit.Process{
		T:      t,
		Stdin:  master,
		Stdout: output,
		Stderr: output,
	}
	return slave, &terminal{running: &running{process}}
}

// types types on the terminal.
func (p *terminal) types(text string) {
	p.T.Helper()
	_, err := p.Stdin.WriteString(text)
	kit.Try(p.T, err)
}

// reads waits until the terminal shows what matches a pattern, after everything that the test has
// read.
func (p *terminal) reads(pattern string) {
	p.T.Helper()
	expression := regexp.MustCompile(pattern)
	kit.Eventually(p.T, "output that matches "+pattern, func() bool {
		at := expression.FindStringIndex(p.Stdout.String()[p.seen:])
		if at == nil {
			return false
		}
		p.seen += at[1]
		return true
	})
}

// foreground returns the terminal's foreground process group.
func (p *terminal) foreground() int {
	p.T.Helper()
	group, err := unix.IoctlGetInt(int(p.Stdin.Fd()), unix.TIOCGPGRP)
	kit.Try(p.T, err)
	return group
}

// Giving up the terminal brings dumb-init HUP and CONT, which it does not forward. It forwards a
// HUP or CONT that another process sends.
func TestHandOffIsNotForwarded(t *testing.T) {
	each(t, everyone, func(t *testing.T, r runner) {
		p := onTerminal(t, r.command("-v", probe, "signals", "4"))
		p.ready()
		// Before dumb-init has taken its own HUP and CONT, others would be merged with them.
		p.See(p.Stdout, `Ignoring tty hand-off signal 1\.`)
		p.See(p.Stdout, `Ignoring tty hand-off signal 18\.`)
		want := []int{hup, cont, hup, usr1}
		for _, s := range want {
			p.arrives(s)
		}
		p.WantStatus(0)
		p.wantSignals(want...)
	})
}

// In -c mode the command stays in dumb-init's session, and keeps the terminal.
func TestTerminalWithSingleChild(t *testing.T) {
	each(t, everyone, func(t *testing.T, r runner) {
		script := `tty <&1 && echo "to /dev/tty" >/dev/tty; exit 6`
		p := onTerminal(t, r.command("-c", "sh", "-c", script))
		p.See(p.Stdout, `^/dev/pts/\d+$`)
		p.See(p.Stdout, `^to /dev/tty$`)
		p.WantStatus(6)
	})
}
