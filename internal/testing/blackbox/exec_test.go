package blackbox

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// writeScript writes a file that is to be executed.
func writeScript(t *testing.T, path, text string, mode os.FileMode) {
	t.Helper()
	kit.Try(t, writeFile(path, text, mode))
}

// writeFile writes a file that is to be executed. The lock keeps other tests from starting a
// process meanwhile: it would inherit the open file, and until it has closed it the file would be
// busy.
func writeFile(path, text string, mode os.FileMode) error {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	return errors.Join(
		os.WriteFile(path, []byte(text), mode),
		os.Chmod(path, mode),
	)
}

// dumb-init can be the interpreter of a script. The kernel passes all that follows the interpreter
// as one argument (execve(2)). A path is a command; an option and a path are one unknown option.
func TestShebang(t *testing.T) {
	tests := []struct {
		words  string // behind the interpreter
		stdout string
		stderr string // SCRIPT is the path of the script
		status int
	}{
		{"/bin/sh", "SCRIPT 1 2 3\n", "", 7},
		{"-v /bin/sh", "", "SELF: invalid option -- ' '\n", 1},
		{"--single-child /bin/sh", "", "SELF: unrecognized option '--single-child /bin/sh'\n", 1},
	}
	each(t, native, func(t *testing.T, r runner) {
		for _, test := range tests {
			script := filepath.Join(t.TempDir(), "script")
			text := "#!" + binaries[r.arch] + " " + test.words + "\necho \"$0 $@\"; exit 7\n"
			writeScript(t, script, text, 0o755)
			cmd := r.command()
			cmd.Path = script
			cmd.Args = []string{script, "1", "2 3"}
			stdout, stderr, status := kit.Outcome(t, cmd)
			wantOut := strings.ReplaceAll(test.stdout, "SCRIPT", script)
			wantErr := strings.ReplaceAll(test.stderr, "SELF", binaries[r.arch])
			if stdout != wantOut || stderr != wantErr || status != test.status {
				t.Errorf("#! with %q: got status %d, %q, %q, want status %d, %q, %q", test.words,
					status, stdout, stderr, test.status, wantOut, wantErr)
			}
		}
	})
}

// A file of no format that the kernel knows is run by the shell, whether it is found by its path or
// in PATH.
func TestScriptWithoutInterpreter(t *testing.T) {
	eachMode(t, everyone, func(t *testing.T, r runner, option []string) {
		directory := t.TempDir()
		script := filepath.Join(directory, "script")
		writeScript(t, script, "echo \"$0 $# $2\"; exit 7\n", 0o755)
		for _, name := range []string{script, "script"} {
			cmd := r.command(append(option, name, "1", "2 3")...)
			cmd.Env = []string{"PATH=" + directory}
			stdout, stderr, status := kit.Outcome(t, cmd)
			want := script + " 2 2 3\n"
			if stdout != want || stderr != "" || status != 7 {
				t.Errorf("%s: got status %d, %q, %q, want status 7, %q and nothing", name,
					status, stdout, stderr, want)
			}
		}
	})
}

// A file that is being written cannot be run: it is busy.
func TestTextFileBusy(t *testing.T) {
	each(t, everyone, func(t *testing.T, r runner) {
		path := filepath.Join(t.TempDir(), "busy")
		file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o755)
		kit.Try(t, err)
		defer file.Close()
		_, got, status := kit.Outcome(t, r.command(path))
		want := "[dumb-init] " + path + ": Text file busy\n"
		if got != want || status != 126 {
			t.Errorf("got status %d, %q, want status 126, %q", status, got, want)
		}
	})
}
