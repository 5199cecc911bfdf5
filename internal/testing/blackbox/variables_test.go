package blackbox

import (
	"strings"
	"testing"

	"dumb-init.alt/internal/testing/kit"
	"dumb-init.alt/internal/testing/proc"
)

// Options in DUMB_INIT_OPTIONS come before those of the command line: of two rules for a signal the
// command line's counts.
func TestOptionsInVariable(t *testing.T) {
	each(t, everyone, func(t *testing.T, r runner) {
		for _, test := range []struct {
			variable string
			options  []string
			want     int // arrives for TERM
		}{
			{"", nil, term},
			{" \t\n ", nil, term},
			{"-r 15:3", nil, 3},
			{"\t-r\n15:3  -c ", nil, 3},
			{"--rewrite=15:3 --single-child", nil, 3},
			{"-cr15:3", nil, 3},
			{"-r 15:3 -r 15:1", nil, 1},
			{"-r 15:3", []string{"-r", "15:1"}, 1},
			{"-r 10:12", []string{"-r", "15:10"}, usr1},
			{"-r 15:0", []string{"-r15:15"}, term},
		} {
			cmd := r.command(append(test.options, probe, "signals", "1")...)
			cmd.Env = []string{"DUMB_INIT_OPTIONS=" + test.variable}
			p := start(t, cmd)
			p.ready()
			p.Signal(term)
			p.WantStatus(0)
			p.wantSignals(test.want)
		}
	})
}

// What is wrong in the variable is said to be there, and no command is run.
func TestWrongOptionsInVariable(t *testing.T) {
	each(t, everyone, func(t *testing.T, r runner) {
		for variable, named := range map[string]string{
			"--yolo": "--yolo", "-x": "x", "-r": "r", "-c --rewrite": "--rewrite", "-r 15:x": "x", "-r KILL:1": "KILL",
			"--verb=1": "--verbose", "--ver": "--ver", "-r 15 :3": "15", "echo": "echo", "-c echo": "echo", "-c -- ": "--", "-": "-",
		} {
			cmd := r.command("-c", "echo", "run")
			cmd.Env = []string{"DUMB_INIT_OPTIONS=" + variable}
			stdout, stderr, status := kit.Outcome(t, cmd)
			line, _, _ := strings.Cut(stderr, "\n")
			if !strings.HasPrefix(line, "dumb-init: ") || !strings.Contains(line, "DUMB_INIT_OPTIONS") ||
				!strings.Contains(line, "'"+named) || stdout != "" || status != 1 {
				t.Errorf("%q: %d %q %q", variable, status, stdout, stderr)
			}
		}
	})
}

// The command is the leader of a session of its own, and of a process group; with -c, or where
// DUMB_INIT_SETSID says so, it stays in those of dumb-init.
func TestSession(t *testing.T) {
	each(t, everyone, func(t *testing.T, r runner) {
		for _, test := range []struct {
			environment, option string
			single              bool
		}{
			{"X=", "-v", false},
			{"X=", "-c", true},
			{"DUMB_INIT_SETSID=0", "-v", true},
			{"DUMB_INIT_SETSID=", "-v", false},
			{"DUMB_INIT_SETSID=1", "-c", true},
			{"DUMB_INIT_SETSID=00", "-v", false},
			{"DUMB_INIT_OPTIONS=-c", "-v", true},
		} {
			cmd := r.command(test.option, probe, "pause")
			cmd.Env = []string{test.environment}
			p := start(t, cmd)
			p.ready()
			parent, _ := proc.Inspect(p.PID)
			child := onlyChild(t, p.PID)
			group, session := child.PID, child.PID
			if test.single {
				group, session = parent.Group, parent.Session
			}
			if child.Group != group || child.Session != session {
				t.Errorf("%s %s: dumb-init is %+v, the command %+v", test.environment, test.option, parent, child)
			}
		}
	})
}
