package blackbox

import (
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/testing/kit"
	"dumb-init.alt/internal/testing/proc"
)

// named are signals, with the names that messages give them.
var named = map[int]string{
	quit:              "SIGQUIT",
	ill:               "SIGILL",
	int(unix.SIGTRAP): "SIGTRAP",
	int(unix.SIGABRT): "SIGABRT",
	bus:               "SIGBUS",
	fpe:               "SIGFPE",
	kill:              "SIGKILL",
	segv:              "SIGSEGV",
	int(unix.SIGXCPU): "SIGXCPU",
	int(unix.SIGXFSZ): "SIGXFSZ",
	int(unix.SIGSYS):  "SIGSYS",
}

// killedBy returns the line about a command that a signal has killed.
func killedBy(command string, signal int, more string) string {
	return fmt.Sprintf("[dumb-init] %s was killed by signal %d (%s)%s.\n",
		command, signal, named[signal], more)
}

// wantStderr waits until dumb-init has ended, and fails unless it has written exactly this.
func (p *running) wantStderr(want string) {
	p.T.Helper()
	kit.Eventually(p.T, "the end of the output", p.Stderr.Ended)
	if got := p.Stderr.String(); got != want {
		p.T.Errorf("%q: standard error: got %q, want %q", p.Cmd.Args, got, want)
	}
}

// If the command is killed by KILL, or by a signal that dumps core by default, one line says so.
// Nothing is said of other signals, which are sent to end a program.
func TestDeathOfCommandIsSaid(t *testing.T) {
	eachMode(t, everyone, func(t *testing.T, r runner, option []string) {
		for s := 1; s <= rtmax; s++ {
			switch s {
			case stop, tstp, ttin, ttou, chld, cont, winch, int(unix.SIGURG):
				continue // do not kill
			}
			_, isNamed := named[s]
			if r.emulated() && (!r.passes(s) || !isNamed && s%5 != 0) {
				continue
			}
			words := append(option, probe, "die", fmt.Sprint(s))
			p := start(t, r.command(words...))
			p.WantStatus(128 + r.numberInside(s))
			want := ""
			if isNamed {
				want = killedBy(probe, s, "")
			}
			p.wantStderr(want)
		}
	})
}

// The line says whether a core was dumped, and names the command as it was given.
func TestCoreDumpIsSaid(t *testing.T) {
	direct := &exec.Cmd{
		Path: probe,
		Args: []string{"probe", "dump", fmt.Sprint(segv)},
		Dir:  t.TempDir(),
	}
	direct.Run()
	if !direct.ProcessState.Sys().(syscall.WaitStatus).CoreDump() {
		kit.Missing(t, "core dumps: /proc/sys/kernel/core_pattern or a limit forbids them")
	}
	each(t, native, func(t *testing.T, r runner) {
		for _, s := range []int{segv, quit} {
			cmd := r.command("--", probe, "dump", fmt.Sprint(s))
			cmd.Dir = t.TempDir()
			p := start(t, cmd)
			p.WantStatus(128 + s)
			p.wantStderr(killedBy(probe, s, ", core dumped"))
		}
	})
}

// The line names the command as it was given, not as it was found.
func TestDeathNamesCommandAsGiven(t *testing.T) {
	const script = "ulimit -c 0; kill -SEGV $$"
	eachMode(t, native, func(t *testing.T, r runner, option []string) {
		for _, more := range [][]string{nil, {"-w"}, {"-w", "-k", "1h"}, {"-e", "SEGV:3"}} {
			words := slices.Concat(option, more, []string{"sh", "-c", script})
			p := start(t, r.command(words...))
			<-p.Ended
			p.wantStderr(killedBy("sh", segv, ""))
		}
	})
}

// With -v the line is there as well, once.
func TestDeathOfCommandIsSaidInDebugMode(t *testing.T) {
	each(t, native, func(t *testing.T, r runner) {
		p := start(t, r.command("-v", probe, "die", fmt.Sprint(segv)))
		p.WantStatus(128 + segv)
		kit.Eventually(t, "the end of the output", p.Stderr.Ended)
		line := killedBy(probe, segv, "")
		if got := strings.Count(p.Stderr.String(), line); got != 1 {
			t.Errorf("times of %q: got %d, want 1", line, got)
		}
		p.See(p.Stderr, `A child with PID \d+ was terminated by signal 11 \(SIGSEGV\)\.`)
	})
}

// Only the innermost of nested dumb-inits says the line: for the others the command has exited.
func TestDeathOfCommandIsSaidByTheInnermost(t *testing.T) {
	eachMode(t, native, func(t *testing.T, r runner, option []string) {
		p := start(t, r.threefold(option, probe, "die", fmt.Sprint(segv)))
		p.WantStatus(128 + segv)
		p.wantStderr(killedBy(probe, segv, ""))
	})
}

// Nothing is said if the signal is one that dumb-init has forwarded, or the KILL of -k: whoever has
// asked for it knows.
func TestDeathByForwardedSignalIsNotSaid(t *testing.T) {
	tests := []struct {
		options string
		send    int
		status  int
	}{
		{"", quit, 128 + quit},
		{"", segv, 128 + segv},
		{"", int(unix.SIGABRT), 128 + int(unix.SIGABRT)},
		{"-r TERM:QUIT", term, 128 + quit},
		{"-r TERM:KILL", term, 128 + kill},
		{"-d QUIT:1ms", quit, 128 + quit},
		{"-w", quit, 128 + quit},
	}
	eachMode(t, native, func(t *testing.T, r runner, option []string) {
		for _, test := range tests {
			options := slices.Concat(option, strings.Fields(test.options))
			p := start(t, r.command(append(options, probe, "pause")...))
			p.ready()
			p.Signal(test.send)
			p.WantStatus(test.status)
			p.wantStderr("")
		}
		for _, options := range [][]string{nil, {"-w"}} {
			words := slices.Concat(option, options, []string{"-k", "0", probe, "signals", "9"})
			p := start(t, r.command(words...))
			p.ready()
			p.Signal(term)
			p.WantStatus(128 + kill)
			p.wantStderr("")
		}
	})
}

// Another signal that was forwarded before, which the command has survived, does not silence the
// line.
func TestDeathAfterAnotherSignalIsSaid(t *testing.T) {
	eachMode(t, native, func(t *testing.T, r runner, option []string) {
		words := slices.Concat(option, []string{"-k", "1h", probe, "signals", "9"})
		p := start(t, r.command(words...))
		p.ready()
		p.arrives(quit)
		p.arrives(term)
		kit.Try(t, syscall.Kill(onlyChild(t, p.PID).PID, syscall.SIGKILL))
		p.WantStatus(128 + kill)
		p.wantStderr(killedBy(probe, kill, ""))
	})
}

// Nothing is said of a process that is not the command.
func TestDeathOfAnotherIsNotSaid(t *testing.T) {
	each(t, native, func(t *testing.T, r runner) {
		p, left := startLeave(t, r, "-w")
		p.Stdin.Close()
		kit.Eventually(t, "adoption", func() bool {
			s, _ := proc.Inspect(left)
			return s.Parent == p.PID
		})
		kit.Try(t, syscall.Kill(left, syscall.SIGKILL))
		p.WantStatus(5)
		p.wantStderr("")
	})
}
