package blackbox

import (
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"

	"dumb-init.alt/internal/testing/kit"
	"dumb-init.alt/internal/testing/proc"
)

// What a terminal makes of keys.
const (
	ctrlC = "\x03" // INT
	ctrlD = "\x04" // end of input
	ctrlZ = "\x1a" // TSTP
)

// bash is the command line of a shell with job control.
func bash(t *testing.T) []string {
	t.Helper()
	return []string{kit.Need(t, "bash"), "--noprofile", "--norc", "--noediting", "-i"}
}

// bashEnvironment gives bash a prompt that nothing else prints: the last exit status, as <0>.
func bashEnvironment() []string {
	return []string{"PS1=<$?>", "PATH=" + os.Getenv("PATH"), "LC_ALL=C", "HISTFILE="}
}

// bashWithoutInit returns a shell that no dumb-init starts.
func bashWithoutInit(t *testing.T) *exec.Cmd {
	t.Helper()
	words := bash(t)
	return &exec.Cmd{
		Path:        words[0],
		Args:        words,
		Env:         bashEnvironment(),
		SysProcAttr: &syscall.SysProcAttr{},
	}
}

// A shell's job that is dumb-init with its command can be suspended and resumed.
func TestSuspendAndResume(t *testing.T) {
	eachMode(t, processes(everyone), func(t *testing.T, r runner, option []string) {
		p := onTerminal(t, bashWithoutInit(t))
		p.reads(`<0>`)
		job := r.words(slices.Concat(option, []string{probe, "upper"})...)
		p.types(strings.Join(job, " ") + "\n")
		for _, words := range []string{"some words", "words after fg"} {
			p.types(words + "\n")
			p.reads("\n" + strings.ToUpper(words) + "\n")
			p.types(ctrlZ)
			p.reads(`\[1\]\+ +Stopped .*\n<147>`) // 128 + STOP
			// The shell has seen dumb-init stop. The command, told to stop before, may not have
			// yet.
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

// A shell that is the command has job control, since dumb-init has given it the terminal.
func TestShellAsCommand(t *testing.T) {
	each(t, everyone, func(t *testing.T, r runner) {
		cmd := r.command(bash(t)...)
		cmd.Env = bashEnvironment()
		p := onTerminal(t, cmd)
		p.reads(`<0>`)
		shell := p.foreground()
		resume := func() {
			p.types("fg\n")
			p.reads(`sleep 1000\n`)
			kit.Eventually(t, "a job in the foreground", func() bool {
				return p.foreground() != shell
			})
		}
		p.types("sleep 1000 &\n")
		p.reads(`\[1\] \d+\n<0>`)
		// The shell's child ignores stop signals before it becomes sleep.
		kit.Eventually(t, "sleep", func() bool {
			all := proc.Descendants(p.PID)
			name, _ := os.ReadFile(fmt.Sprintf("/proc/%d/comm", all[len(all)-1]))
			return string(name) == "sleep\n"
		})
		p.types("jobs\n")
		p.reads(`\[1\]\+ +Running +sleep 1000 &\n<0>`)
		resume()
		p.types(ctrlZ)
		p.reads(`\[1\]\+ +Stopped +sleep 1000\n<148>`) // 128 + TSTP
		resume()
		p.types(ctrlC)
		p.reads(`<130>`) // 128 + INT
		p.types("exit 5\n")
		p.WantStatus(5)
		if output := p.Stdout.String(); strings.Contains(output, noJobControl) {
			t.Errorf("output: got %q, want it without %q", output, noJobControl)
		}
	})
}

// noJobControl is what bash prints if it has no terminal of its own.
const noJobControl = "no job control in this shell"

// The proof that the test above can fail: a shell whose session has no terminal, as after an init
// that hands none on, prints that it has no job control.
func TestShellWithoutTerminal(t *testing.T) {
	t.Parallel()
	cmd := bashWithoutInit(t)
	cmd.SysProcAttr.Setsid = true
	p := start(t, cmd)
	p.See(p.Stderr, noJobControl)
}
