package blackbox

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"dumb-init.alt/internal/options"
	"dumb-init.alt/internal/testing/kit"
)

// What is typed on a command line is answered as the transcripts in testdata/script say. The README
// there has the commands that are defined below.
func TestScripts(t *testing.T) {
	each(t, everyone, func(t *testing.T, r runner) {
		testscript.Run(t, testscript.Params{
			Dir:             "testdata/script",
			Setup:           r.setUpScript,
			Condition:       r.condition,
			ContinueOnError: true,
			Cmds: map[string]func(ts *testscript.TestScript, not bool, args []string){
				"dumb-init":  typeDumbInit,
				"called":     typeCalled,
				"as-1.2.5":   typeAsPeer,
				"executable": makeExecutable,
				"status":     wantStatusOfScript,
				"complains":  wantComplaint,
			},
		})
	})
}

// session is a script that runs, with the runner that it runs for.
type session struct {
	testing.TB
	runner
	status int // of the last dumb-init
}

type sessionKey struct{}

// sessionOf returns the session of a script.
func sessionOf(ts *testscript.TestScript) *session {
	return ts.Value(sessionKey{}).(*session)
}

// setUpScript has a script find the probe by its name, and the text of the help.
func (r runner) setUpScript(env *testscript.Env) error {
	env.Values[sessionKey{}] = &session{
		TB:     env.T().(testing.TB),
		runner: r,
	}
	env.Setenv("PATH", filepath.Dir(probe)+":"+env.Getenv("PATH"))
	help := filepath.Join(env.WorkDir, "help")
	env.Setenv("HELP", help)
	return os.WriteFile(help, []byte(options.HelpText), 0o644)
}

// condition answers the conditions in brackets that the scripts have.
func (r runner) condition(name string) (bool, error) {
	switch name {
	case "pid1":
		return r.pid1, nil
	case "emulated":
		return r.emulated(), nil
	}
	return false, fmt.Errorf("no such condition")
}

// run runs a command to its end, in the script's directory and with the variables of a script that
// mean something to it. The output is what the commands "stdout", "stderr" and "cmp" look at.
func (s *session) run(ts *testscript.TestScript, cmd *exec.Cmd) {
	for _, name := range []string{"PATH", "DUMB_INIT_OPTIONS"} {
		if value := ts.Getenv(name); value != "" {
			cmd.Env = append(cmd.Env, name+"="+value)
		}
	}
	cmd.Dir = ts.Getenv("WORK")
	stdout, stderr, status := kit.Outcome(s, cmd)
	fmt.Fprint(ts.Stdout(), stdout)
	fmt.Fprint(ts.Stderr(), stderr)
	s.status = status
}

// typeDumbInit runs dumb-init. Its status must be 0 or, after "!", any other.
func typeDumbInit(ts *testscript.TestScript, not bool, args []string) {
	typeCalled(ts, not, append([]string{"dumb-init"}, args...))
}

// typeCalled runs dumb-init under another name.
func typeCalled(ts *testscript.TestScript, not bool, args []string) {
	s := sessionOf(ts)
	s.run(ts, s.called(args[0], args[1:]...))
	if s.status != 0 && !not {
		ts.Fatalf("exit status: got %d, want 0", s.status)
	}
	if s.status == 0 && not {
		ts.Fatalf("exit status: got 0, want any other")
	}
}

// typeAsPeer runs dumb-init and 1.2.5, under several names each: they must print and exit alike.
func typeAsPeer(ts *testscript.TestScript, _ bool, args []string) {
	s := sessionOf(ts)
	peer := kit.NeedPeer(s)
	for _, name := range []string{"dumb-init", "/sbin/init", "x y", ""} {
		words := append([]string{name}, args...)
		wantOut, wantErr, want := kit.Outcome(s, &exec.Cmd{Path: peer, Args: words})
		gotOut, gotErr, got := kit.Outcome(s, s.called(name, args...))
		if gotOut != wantOut || gotErr != wantErr || got != want {
			ts.Fatalf("%q: got status %d, %q, %q, want status %d, %q, %q",
				words, got, gotOut, gotErr, want, wantOut, wantErr)
		}
	}
}

// makeExecutable makes files executable. It writes each again, as one that testscript has just
// written may be busy: see writeScript.
func makeExecutable(ts *testscript.TestScript, _ bool, files []string) {
	for _, file := range files {
		text := ts.ReadFile(file)
		path := ts.MkAbs(file)
		ts.Check(os.Remove(path))
		ts.Check(writeFile(path, text, 0o755))
	}
}

// wantStatusOfScript compares the status of the last dumb-init.
func wantStatusOfScript(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	if got := sessionOf(ts).status; got != want {
		ts.Fatalf("exit status: got %d, want %d", got, want)
	}
}

// wantComplaint compares what the last dumb-init has printed with a file of the script, in which a
// word replaces WORD, and a part of it PART. It must have exited with status 1, and no command may
// have been run.
func wantComplaint(ts *testscript.TestScript, _ bool, args []string) {
	want := ts.ReadFile(args[len(args)-1])
	for i, placeholder := range []string{"WORD", "PART"} {
		if i < len(args)-1 {
			want = strings.ReplaceAll(want, placeholder, args[i])
		}
	}
	if got := ts.ReadFile("stderr"); got != want {
		ts.Fatalf("standard error: got\n%swant\n%s", got, want)
	}
	if got := ts.ReadFile("stdout"); got != "" {
		ts.Fatalf("standard output: got\n%swant nothing", got)
	}
	wantStatusOfScript(ts, false, []string{"1"})
}
