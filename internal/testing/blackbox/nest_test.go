package blackbox

import (
	"path/filepath"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// words returns the words that run dumb-init, with its arguments, as another's command.
func (r runner) words(args ...string) []string {
	if r.emulated() {
		return append([]string{emulator[r.arch], binaries[r.arch]}, args...)
	}
	return append([]string{binaries[r.arch]}, args...)
}

// dumb-init may be dumb-init's command, and that one's as well: signals, real-time signals as often as
// they were sent, and the status go through all of them.
func TestNesting(t *testing.T) {
	eachMode(t, everyone, func(t *testing.T, r runner, option []string) {
		inner := r.words(append(option, r.words(append(option, probe, "signals", "102")...)...)...)
		p := start(t, r.command(append(option, inner...)...))
		p.ready()
		for range 100 {
			p.Signal(40)
		}
		p.See(p.Stdout, "(?s:(signal 40 .*){100})")
		p.Signal(usr1)
		p.Signal(rtmax)
		p.WantStatus(0)
		p.See(p.Stdout, "^end$")
		count := map[int]int{}
		for _, a := range p.arrivals() {
			count[a.signal]++
		}
		if count[40] != 100 || count[usr1] != 1 || count[rtmax] != 1 || len(count) != 3 {
			t.Errorf("signals and how often they came: %v", count)
		}
		status := r.words(append(option, r.words(append(option, probe, "exit", "42")...)...)...)
		start(t, r.command(append(option, status...)...)).WantStatus(42)
	})
}

// In session mode stop signals reach the command through all of them, and stop each.
func TestNestedStop(t *testing.T) {
	each(t, processes(everyone), func(t *testing.T, r runner) {
		p := start(t, r.command(r.words(r.words(probe, "signals", "1")...)...))
		p.ready()
		// A dumb-init is told to stop, as its own dumb-init stops its whole group, and passes nothing on.
		p.Signal(tstp)
		awaitState(t, onlyChild(t, p.PID).PID, "T")
		awaitState(t, p.PID, "T")
		p.Signal(cont)
		p.WantStatus(0)
		p.wantSignals(cont)
	})
}

// dumb-init can be a script's interpreter.
func TestShebang(t *testing.T) {
	each(t, native, func(t *testing.T, r runner) {
		for _, line := range []string{"/bin/sh", "-v /bin/sh", "--single-child /bin/sh"} {
			script := filepath.Join(t.TempDir(), "script")
			// The kernel passes what follows the interpreter as one argument.
			text := "#!" + binaries[r.arch] + " " + line + "\necho \"$0 $@\"; exit 7\n"
			writeScript(t, script, text, 0o755)
			cmd := r.command()
			cmd.Path, cmd.Args = script, []string{script, "1", "2 3"}
			stdout, stderr, status := kit.Outcome(t, cmd)
			if line != "/bin/sh" { // so that it is an option that is unknown
				if status != 1 || stdout != "" {
					t.Errorf("%q: %d %q %q", line, status, stdout, stderr)
				}
			} else if want := script + " 1 2 3\n"; stdout != want || stderr != "" || status != 7 {
				t.Errorf("%q: %d %q %q, want %q", line, status, stdout, stderr, want)
			}
		}
	})
}

// A file that the kernel knows no format of is run by the shell, found by its path or in PATH.
func TestScriptWithoutInterpreter(t *testing.T) {
	eachMode(t, everyone, func(t *testing.T, r runner, option []string) {
		directory := t.TempDir()
		script := filepath.Join(directory, "script")
		writeScript(t, script, "echo \"$0 $# $2\"; exit 7\n", 0o755)
		for _, name := range []string{script, "script"} {
			cmd := r.command(append(option, name, "1", "2 3")...)
			cmd.Env = []string{"PATH=" + directory}
			stdout, stderr, status := kit.Outcome(t, cmd)
			if stdout != script+" 2 2 3\n" || stderr != "" || status != 7 {
				t.Errorf("%s: %d %q %q", name, status, stdout, stderr)
			}
		}
	})
}
