package blackbox

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// longName is more than a file name can have, 255 bytes.
var longName = strings.Repeat("x", 300)

// searches are commands that are run in the directory of searchTree, each with an environment.
var searches = []struct {
	environment []string
	command     string // as for a shell
}{
	// Without PATH there is a default.
	{nil, "sh -c 'echo $0'"},
	{nil, "tool"},
	{nil, "no-such-command"},
	{[]string{"PATHS=a", "PAT=b", "XPATH=a"}, "tool"},

	// An empty directory in PATH is the working directory.
	{[]string{"PATH="}, "tool 1 2"},
	{[]string{"PATH="}, "no-such-command"},
	{[]string{"PATH=:"}, "tool"},
	{[]string{"PATH=:a"}, "tool"},
	{[]string{"PATH=nowhere::a"}, "tool"},
	{[]string{"PATH=nowhere:"}, "tool"},

	// The first directory that has the command counts, and the first PATH.
	{[]string{"PATH=a:b"}, "tool x  y"},
	{[]string{"PATH=b:a"}, "tool x"},
	{[]string{"PATH=b/:a"}, "tool"},
	{[]string{"PATH=a", "PATH=b"}, "tool"},

	// What is no directory, or has a command that cannot be executed, is passed over.
	{[]string{"PATH=nowhere:file:b"}, "tool"},
	{[]string{"PATH=nowhere:file"}, "tool"},
	{[]string{"PATH=file"}, "tool"},
	{[]string{"PATH=locked:b"}, "tool"},
	{[]string{"PATH=locked:nowhere"}, "tool"},
	{[]string{"PATH=locked:file"}, "tool"},
	{[]string{"PATH=locked"}, "tool"},
	{[]string{"PATH=folder:a"}, "tool"},
	{[]string{"PATH=folder"}, "tool"},
	{[]string{"PATH=loops:a"}, "tool"},
	{[]string{"PATH=loop:a"}, "tool"},
	{[]string{"PATH=" + longName + ":b"}, "tool"},

	// A file of a format that the kernel does not know is a script for the shell.
	{[]string{"PATH=plain"}, "script 1 2 3"},
	{[]string{"PATH=plain"}, "bad"},
	{[]string{"PATH=plain"}, "worse"},

	// A command with a slash is a path, which is not searched for.
	{[]string{"PATH=nowhere:a"}, "./tool"},
	{[]string{"PATH=a"}, "b/tool 1"},
	{[]string{"PATH=a"}, "plain/script '' -x"},
	{[]string{"PATH=a"}, "plain/bad"},
	{[]string{"PATH=a"}, "locked/tool"},
	{[]string{"PATH=a"}, "folder/tool"},
	{[]string{"PATH=a"}, "./"},
	{[]string{"PATH=a"}, "file/tool"},
	{[]string{"PATH=a"}, "loops/tool"},
	{[]string{"PATH=a"}, "/no/such/command"},
	{[]string{"PATH=a"}, "tool/"},
	{[]string{"PATH=a"}, "./" + longName},

	// Odd names.
	{[]string{"PATH=a"}, "''"},
	{[]string{"PATH=a"}, "."},
	{[]string{"PATH=a"}, "'no tool'"},
	{[]string{"PATH=a"}, longName},
	{[]string{"PATH=nowhere:file"}, longName},
}

// dumb-init finds a command, runs it, and says what is wrong as execvp(3) does in the C library,
// which GNU env calls. (What the second line says is tested in testdata/script/reasons.txtar. How
// empty files and ELF files differ is tested in reasons_test.go.)
func TestSearchAsEnv(t *testing.T) {
	env := kit.Need(t, "env")
	each(t, everyone, func(t *testing.T, r runner) {
		tree := searchTree(t)
		for _, search := range searches {
			words := shellWords(t, search.command)
			asEnv := &exec.Cmd{Path: env, Args: append([]string{"env"}, words...)}
			got := r.search(t, tree, search.environment, r.command(words...))
			got.message = strings.TrimPrefix(got.message, "[dumb-init] ")
			got.message, _, _ = strings.Cut(got.message, "\n[dumb-init] ")
			want := r.search(t, tree, search.environment, asEnv)
			want.message = messageOfEnv(want.message, words[0])
			if got != want {
				t.Errorf("%q %s: got\n%+v\nwant\n%+v",
					search.environment, search.command, got, want)
			}
		}
	})
}

// outcome is what comes of a search.
type outcome struct {
	stdout  string
	message string
	status  int
}

// search runs a command in a directory, with nothing but an environment and the C locale.
func (r runner) search(
	t *testing.T,
	directory string,
	environment []string,
	cmd *exec.Cmd,
) outcome {
	t.Helper()
	cmd.Dir = directory
	cmd.Env = append([]string{"LC_ALL=C"}, environment...)
	if !r.emulated() {
		// launch passes a variable twice, as exec.Cmd does not.
		var changes []string
		for _, entry := range cmd.Env {
			changes = append(changes, "env="+entry)
		}
		cmd = launched(cmd, changes...)
	}
	stdout, stderr, status := kit.Outcome(t, cmd)
	return outcome{stdout, strings.TrimSpace(stderr), status}
}

// messageOfEnv takes from a message of env what dumb-init does not print: its name, quotes around
// the command, and a hint.
func messageOfEnv(message, command string) string {
	message = strings.TrimPrefix(message, "env: ")
	message = strings.Replace(message, "'"+command+"'", command, 1)
	message, _, _ = strings.Cut(message, "\nenv: use -[v]S")
	return strings.TrimSpace(message)
}

// shellWords splits a command as a shell does.
func shellWords(t *testing.T, command string) []string {
	t.Helper()
	text, err := exec.Command("sh", "-c", `printf '%s\0' `+command).Output()
	kit.Try(t, err)
	return strings.Split(strings.TrimSuffix(string(text), "\x00"), "\x00")
}

// searchTree makes a directory of things that can be executed, and that cannot.
func searchTree(t *testing.T) (top string) {
	t.Helper()
	files := []struct {
		name string
		text string
		mode os.FileMode
	}{
		{"a/tool", "#!/bin/sh\necho a $0 $@\n", 0o755},
		{"b/tool", "#!/bin/sh\necho b $0 $@\nexit 3\n", 0o755},
		{"tool", "#!/bin/sh\necho here $0 $@\n", 0o755},
		{"plain/script", "echo plain $0 $@; exit 4\n", 0o755},
		{"plain/bad", "#!/no/interpreter\n", 0o755},
		{"plain/worse", "#!\n", 0o755},
		{"locked/tool", "#!/bin/sh\necho locked\n", 0o644},
		{"file", "no directory\n", 0o755},
	}
	top = t.TempDir()
	for _, directory := range []string{"a", "b", "plain", "locked", "folder/tool", "loops"} {
		kit.Try(t, os.MkdirAll(filepath.Join(top, directory), 0o755))
	}
	for _, file := range files {
		writeScript(t, filepath.Join(top, file.name), file.text, file.mode)
	}
	kit.Try(t, os.Symlink("loop", filepath.Join(top, "loop")))
	kit.Try(t, os.Symlink("tool", filepath.Join(top, "loops/tool")))
	return top
}
