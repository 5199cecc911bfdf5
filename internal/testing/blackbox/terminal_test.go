package blackbox

import (
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/testing/kit"
	"dumb-init.alt/internal/testing/proc"
)

// terminal is a terminal with a program on it.
type terminal struct {
	*running
	seen int // how much of the output a test has looked at
}

// onTerminal starts a program as the leader of a session whose controlling terminal is a new one, as
// 'docker run -it' does.
func onTerminal(t *testing.T, cmd *exec.Cmd) *terminal {
	t.Helper()
	master, slave, err := pty.Open()
	kit.Try(t, err)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = slave, slave, slave
	cmd.SysProcAttr.Setpgid, cmd.SysProcAttr.Setsid, cmd.SysProcAttr.Setctty = false, true, true
	p := start(t, cmd)
	slave.Close()
	p.Stdin, p.Stdout.Terminal = master, true
	go p.Stdout.Collect(master)
	return &terminal{running: p}
}

// types types on the terminal.
func (p *terminal) types(text string) {
	p.T.Helper()
	_, err := p.Stdin.WriteString(text)
	kit.Try(p.T, err)
}

// reads waits until the terminal shows what matches a pattern, after all that has been read before.
func (p *terminal) reads(pattern string) {
	p.T.Helper()
	expression := regexp.MustCompile(pattern)
	kit.Eventually(p.T, pattern, func() bool {
		if at := expression.FindStringIndex(p.Stdout.String()[p.seen:]); at != nil {
			p.seen += at[1]
			return true
		}
		return false
	})
}

// foreground returns the process group that has the terminal.
func (p *terminal) foreground() int {
	p.T.Helper()
	group, err := unix.IoctlGetInt(int(p.Stdin.Fd()), unix.TIOCGPGRP)
	kit.Try(p.T, err)
	return group
}

const ctrlC, ctrlD, ctrlZ = "\x03", "\x04", "\x1a"

// bash is a shell with job control and a prompt that nothing else prints.
func bash(t *testing.T) (path string, args, env []string) {
	return kit.Need(t, "bash"), []string{"--noprofile", "--norc", "--noediting", "-i"},
		[]string{"PS1=<$?>", "PATH=" + os.Getenv("PATH"), "LC_ALL=C", "HISTFILE="}
}

// A shell's job that is dumb-init with its command can be suspended and resumed.
func TestSuspendAndResume(t *testing.T) {
	eachMode(t, processes(everyone), func(t *testing.T, r runner, option []string) {
		shell, args, env := bash(t)
		cmd := &exec.Cmd{Path: shell, Args: append([]string{"bash"}, args...), Env: env, SysProcAttr: &syscall.SysProcAttr{}}
		p := onTerminal(t, cmd)
		p.reads(`<0>`)
		for _, word := range r.words(append(option, probe, "upper")...) {
			p.types(word + " ")
		}
		p.types("\n")
		for _, words := range []string{"some words", "words after fg"} {
			p.types(words + "\n")
			p.reads("\n" + strings.ToUpper(words) + "\n")
			p.types(ctrlZ)
			p.reads(`\[1\]\+ +Stopped .*\n<147>`) // 128 + STOP
			// The shell has seen dumb-init stop, after it has told the command to.
			all := proc.Descendants(p.PID)
			awaitState(t, all[len(all)-1], "T")
			p.types("fg\n")
		}
		p.types("last words\n")
		p.reads("\nLAST WORDS\n")
		p.types(ctrlD)
		p.reads(`<0>`)
		p.types("exit 5\n")
		p.WantStatus(5)
	})
}

// A shell that is the command has job control: dumb-init has given it the terminal.
func TestShellAsCommand(t *testing.T) {
	each(t, everyone, func(t *testing.T, r runner) {
		shell, args, env := bash(t)
		cmd := r.command(append([]string{shell}, args...)...)
		cmd.Env = env
		p := onTerminal(t, cmd)
		p.reads(`<0>`)
		group := p.foreground()
		inForeground := func() {
			p.reads(`sleep 1000\n`)
			kit.Eventually(t, "job in the foreground", func() bool { return p.foreground() != group })
		}
		p.types("sleep 1000 &\n")
		p.reads(`\[1\] \d+\n<0>`)
		kit.Eventually(t, "sleep in place of the shell's child, which ignores stop signals", func() bool {
			all := proc.Descendants(p.PID)
			name, _ := os.ReadFile(fmt.Sprintf("/proc/%d/comm", all[len(all)-1]))
			return string(name) == "sleep\n"
		})
		p.types("jobs\n")
		p.reads(`\[1\]\+ +Running +sleep 1000 &\n<0>`)
		p.types("fg\n")
		inForeground()
		p.types(ctrlZ)
		p.reads(`\[1\]\+ +Stopped +sleep 1000\n<148>`) // 128 + TSTP
		p.types("fg\n")
		inForeground()
		p.types(ctrlC)
		p.reads(`<130>`) // 128 + INT
		p.types("exit 5\n")
		p.WantStatus(5)
		if strings.Contains(p.Stdout.String(), "no job control") {
			t.Error(p.Stdout)
		}
	})
}

// The proof that the shell would say so: its session has no terminal, like that of an init which hands none on.
func TestShellWithoutTerminal(t *testing.T) {
	shell, args, env := bash(t)
	cmd := &exec.Cmd{Path: shell, Args: append([]string{"bash"}, args...), Env: env, SysProcAttr: &syscall.SysProcAttr{Setsid: true}}
	p := start(t, cmd)
	p.See(p.Stderr, `no job control in this shell`)
}

// Giving up the terminal brings dumb-init HUP and CONT. They are not the command's, while a HUP that
// somebody sends is.
func TestHandOffIsNotForwarded(t *testing.T) {
	each(t, everyone, func(t *testing.T, r runner) {
		p := onTerminal(t, r.command("-v", probe, "signals", "4"))
		p.ready()
		// Until dumb-init has taken its own, another HUP or CONT would be one with it.
		p.See(p.Stdout, `Ignoring tty hand-off signal 1\.`)
		p.See(p.Stdout, `Ignoring tty hand-off signal 18\.`)
		for _, s := range []int{hup, cont, hup, usr1} {
			before := len(p.arrivals())
			p.Signal(s)
			kit.Eventually(t, "arrival", func() bool { return len(p.arrivals()) > before })
		}
		p.WantStatus(0)
		p.wantSignals(hup, cont, hup, usr1)
	})
}

// In -c mode the command stays in dumb-init's session, and the terminal as it is.
func TestTerminalWithSingleChild(t *testing.T) {
	each(t, everyone, func(t *testing.T, r runner) {
		p := onTerminal(t, r.command("-c", "sh", "-c", `tty <&1 && echo "to /dev/tty" >/dev/tty; exit 6`))
		p.See(p.Stdout, `^/dev/pts/\d+$`)
		p.See(p.Stdout, `^to /dev/tty$`)
		p.WantStatus(6)
	})
}
