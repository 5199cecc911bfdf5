package blackbox

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"dumb-init.alt/internal/testing/kit"
)

// Without /proc nothing names the children that have left the group. So dumb-init gives up.
func TestKillWithoutProc(t *testing.T) {
	kit.NeedRoot(t)
	each(t, []runner{process}, func(t *testing.T, r runner) {
		const script = `
mount -t tmpfs none /proc
path=$1
shift 2
exec "$path" "$@"`
		for _, test := range []struct {
			name    string
			command string // of the probe
			stderr  string
		}{
			{"in the group", "leave 5", ""},
			{"in its own session", "leave 5 daemon", stillAlive},
		} {
			t.Run(test.name, func(t *testing.T) {
				options := []string{"-w", "-k", "20ms", probe}
				words := append(options, strings.Fields(test.command)...)
				cmd := r.command(words...)
				before := []string{"unshare", "--mount", "sh", "-ec", script, "sh", cmd.Path}
				cmd.Args = append(before, cmd.Args...)
				cmd.Path = kit.Need(t, "unshare")
				p := start(t, cmd)
				p.ready()
				p.killAllAtEnd()
				p.Stdin.Close()
				p.WantStatus(5)
				if test.stderr != "" {
					p.See(p.Stderr, `Exiting\.$`)
				}
				if got := p.Stderr.String(); got != test.stderr {
					t.Errorf("standard error: got %q, want %q", got, test.stderr)
				}
			})
		}
	})
}

// stillAlive is the line by which dumb-init gives up.
const stillAlive = "[dumb-init] Processes are still alive 5 seconds after signal 9 (SIGKILL). " +
	"Exiting.\n"

// rootProbe returns a copy of the probe with the set-user-ID bit, which an ordinary user cannot
// kill when it runs.
func rootProbe(t *testing.T) (path string) {
	t.Helper()
	program, err := os.ReadFile(probe)
	kit.Try(t, err)
	path = filepath.Join(filepath.Dir(probe), strings.ReplaceAll(t.Name(), "/", "-"))
	kit.Try(t, os.WriteFile(path, program, 0o755))
	kit.Try(t, os.Chmod(path, 0o755|os.ModeSetuid))
	t.Cleanup(func() { os.Remove(path) })
	return path
}

// Five seconds after KILL dumb-init exits, whatever is left, and says so. The status is the
// command's; if the command itself does not end, it is that of a death by KILL.
//
// Here dumb-init runs as an ordinary user, and a process has become root, so that KILL is refused.
// (A process in an uninterruptible sleep is the usual case.)
func TestKillThatEndsNothing(t *testing.T) {
	kit.NeedRoot(t)
	const (
		leave = `"$0" root & read line; exit 5`
		stay  = `exec "$0" root`
	)
	tests := []struct {
		name    string
		options string
		script  string // starts a process that is root's
		begin   func(p *running)
		status  int
	}{
		{"process left", "-w -k 20ms", leave, endInput, 5},
		{"process left, status replaced", "-w -k 20ms -e 5:6", leave, endInput, 6},
		{"process left, single", "-c -w -k 20ms", `trap "" TERM; ` + leave, sendTerm, 128 + kill},
		{"command", "-w -k 20ms", stay, sendTerm, 128 + kill},
		{"command, single", "-c -w -k 20ms", stay, sendTerm, 128 + kill},
		{"command, status replaced", "-w -k 20ms -e KILL:7", stay, sendTerm, 7},
		{"command, not waiting", "-k 20ms", stay, sendTerm, 128 + kill},
	}
	each(t, native, func(t *testing.T, r runner) {
		for _, test := range tests {
			t.Run(test.name, func(t *testing.T) {
				t.Parallel()
				options := strings.Fields(test.options)
				words := slices.Concat(options, []string{"sh", "-c", test.script, rootProbe(t)})
				p := start(t, launched(r.command(words...), "uid=65534"))
				p.ready()
				p.killAllAtEnd()
				begin := time.Now()
				test.begin(p)
				p.WantStatus(test.status)
				if got, want := time.Since(begin), 5*time.Second; got < want {
					t.Errorf("time until the end: got %v, want at least %v", got, want)
				}
				p.See(p.Stderr, `Exiting\.$`)
				if got := p.Stderr.String(); got != stillAlive {
					t.Errorf("standard error: got %q, want %q", got, stillAlive)
				}
			})
		}
	})
}

func endInput(p *running) { p.Stdin.Close() }

func sendTerm(p *running) { p.Signal(term) }
