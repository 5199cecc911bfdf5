package blackbox

import (
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/testing/kit"
)

// failure is a command that cannot be executed.
type failure struct {
	command string
	reason  string // of the C library
	second  string // the line that follows, without its prefix; "" if there is none
	status  int
}

// check runs the command of a failure by a dumb-init with changes, which are those of launch.
func (f failure) check(t *testing.T, r runner, changes ...string) {
	t.Helper()
	cmd := r.command(f.command)
	if len(changes) > 0 {
		cmd = launched(cmd, changes...)
	}
	stdout, stderr, status := kit.Outcome(t, cmd)
	want := "[dumb-init] " + f.command + ": " + f.reason + "\n"
	if f.second != "" {
		want += "[dumb-init] " + f.second + "\n"
	}
	if stdout != "" || stderr != want || status != f.status {
		t.Errorf("got status %d, %q,\n%swant status %d, nothing,\n%s",
			status, stdout, stderr, f.status, want)
	}
}

// Reasons of the C library.
const (
	notFound       = "No such file or directory"
	notPermitted   = "Permission denied"
	unknownFormat  = "Exec format error"
	corruptLibrary = "Accessing a corrupted shared library"
)

// The shell runs an empty file, as with execvp(3), and ends with status 0. dumb-init says that the
// file is empty.
func TestEmptyFile(t *testing.T) {
	eachMode(t, everyone, func(t *testing.T, r runner, option []string) {
		directory := t.TempDir()
		file := filepath.Join(directory, "empty")
		writeScript(t, file, "", 0o755)
		want := "[dumb-init] " + file + " is an empty file: there is nothing for /bin/sh to run.\n"
		for _, name := range []string{file, "empty"} {
			cmd := r.command(append(option, name)...)
			cmd.Env = []string{"PATH=" + directory}
			stdout, stderr, status := kit.Outcome(t, cmd)
			if stdout != "" || stderr != want || status != 0 {
				t.Errorf("%s: got status %d, %q, %q, want status 0, nothing, %q",
					name, status, stdout, stderr, want)
			}
		}
	})
}

// If there is no PATH, or an empty one, that is said.
func TestNoPath(t *testing.T) {
	const name = "no-such-command"
	each(t, everyone, func(t *testing.T, r runner) {
		const unset = name + " is not in the default PATH, as PATH is not set: /bin:/usr/bin"
		failure{name, notFound, unset, 127}.check(t, r, "no-env")
		const empty = name + " is not in the working directory, as PATH is empty."
		failure{name, notFound, empty, 127}.check(t, r, "no-env", "env=PATH=")
	})
}

// A FIFO is not opened: nobody would ever write to it.
func TestFIFO(t *testing.T) {
	each(t, everyone, func(t *testing.T, r runner) {
		directory := t.TempDir()
		fifo := filepath.Join(directory, "fifo")
		kit.Try(t, unix.Mkfifo(fifo, 0o755))
		why := "is not a regular file."
		failure{fifo, notPermitted, fifo + " " + why, 126}.check(t, r)
		script := filepath.Join(directory, "script")
		writeScript(t, script, "#!"+fifo+"\n", 0o755)
		second := script + " needs the interpreter " + fifo + ", which " + why
		failure{script, notPermitted, second, 126}.check(t, r)
	})
}

// A standard error that nobody reads, or that is closed, does not change the status of a command
// that cannot be executed: PIPE does not kill the child that says why.
func TestReasonForNobody(t *testing.T) {
	eachMode(t, everyone, func(t *testing.T, r runner, option []string) {
		empty := filepath.Join(t.TempDir(), "empty")
		writeScript(t, empty, "", 0o755)
		tests := []struct {
			command string
			status  int
		}{
			{"/no/such/command", 127},
			{"no-such-command", 127},
			{"/", 126},
			{empty, 0},
		}
		for _, test := range tests {
			in, out := kit.Pipe(t)
			in.Close()
			cmd := r.command(append(option, test.command)...)
			cmd.Stderr = out
			p := start(t, cmd)
			out.Close()
			p.WantStatus(test.status)
			cmd = launched(r.command(append(option, test.command)...), "close=2")
			start(t, cmd).WantStatus(test.status)
		}
	})
}
