package blackbox

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"dumb-init.alt/internal/testing/kit"
	"dumb-init.alt/internal/testing/proc"
)

// killAllAtEnd kills everything below dumb-init when the test ends, except the command.
func (p *running) killAllAtEnd() {
	p.T.Helper()
	for _, pid := range proc.Descendants(p.PID) {
		killAtEnd(p.T, pid)
	}
}

// -k bounds -w: KILL goes to whatever is left, wherever it has gone.
//
// None of the processes left obeys TERM. With -c nothing is sent at the command's end, so there
// TERM before it starts the time of -k.
func TestKillEndsWhateverIsLeft(t *testing.T) {
	tests := []struct {
		name    string
		command string // of the probe
	}{
		{"in the group", "leave 5"},
		{"in its own session", "leave 5 daemon"},
		{"two generations", "generations 5 2"},
		{"three generations", "generations 5 3"},
		{"ten generations", "generations 5 10"},
	}
	eachMode(t, subreapers, func(t *testing.T, r runner, option []string) {
		for _, test := range tests {
			t.Run(test.name, func(t *testing.T) {
				longEnough(t, func(after string) bool {
					options := slices.Concat(option, []string{"-v", "-w", "-k", after, probe})
					words := append(options, strings.Fields(test.command)...)
					p := start(t, r.command(words...))
					p.ready()
					p.killAllAtEnd()
					if option != nil {
						p.Signal(term)
						p.See(p.Stderr, "Forwarded signal 15 to children")
					}
					p.Stdin.Close()
					status := p.Status()
					p.leftIsKilled()
					if status == 128+kill {
						return false // the time was up before the command's end
					}
					if status != 5 {
						t.Errorf("exit status: got %d, want 5", status)
					}
					return true
				})
			})
		}
	})
}

// KILL also ends many chains of daemons at once, each generation adopted after the one before.
func TestKillEndsManyGenerations(t *testing.T) {
	const script = `
for chain in 1 2 3 4 5 6 7 8; do
	"$0" generations 0 3 </dev/null &
done
wait
read line
exit 5`
	each(t, native, func(t *testing.T, r runner) {
		p := start(t, r.command("-w", "-k", "20ms", "sh", "-c", script, probe))
		p.See(p.Stdout, `(ready.*\n(.*\n)*){8}`)
		p.killAllAtEnd()
		p.Stdin.Close()
		p.WantStatus(5)
		p.leftIsKilled()
	})
}

// A process from outside, as 'docker exec' starts one, may leave an orphan in the container. -w
// waits for it, and KILL ends it.
func TestKillEndsWhatCameFromOutside(t *testing.T) {
	kit.NeedRoot(t)
	nsenter := kit.Need(t, "nsenter")
	eachMode(t, []runner{container}, func(t *testing.T, r runner, option []string) {
		longEnough(t, func(after string) bool {
			words := slices.Concat(option, []string{"-v", "-w", "-k", after, probe, "obey", "5"})
			p := start(t, r.command(words...))
			p.ready()
			cmd := process.command()
			cmd.Path = nsenter
			cmd.Args = []string{
				"nsenter", "--target", strconv.Itoa(p.PID), "--pid",
				probe, "leave", "0", "daemon",
			}
			guest := start(t, cmd)
			guest.ready()
			guest.Stdin.Close()
			kit.Eventually(t, "adoption", func() bool { return len(p.children()) == 2 })
			if option != nil {
				p.Signal(term)
				p.See(p.Stderr, "Forwarded signal 15 to children")
			}
			p.Stdin.Close()
			status := p.Status()
			guest.leftIsKilled()
			p.See(p.Stderr, `was terminated by signal 9 \(SIGKILL\)`)
			return status == 5
		})
	})
}

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
				words := []string{"-w", "-k", "20ms", probe}
				words = append(words, strings.Fields(test.command)...)
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
