package blackbox

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// tree makes a directory of things that can and that cannot be executed.
func tree(t *testing.T) string {
	t.Helper()
	top := t.TempDir()
	write := func(name, text string, mode os.FileMode) {
		kit.Try(t, os.MkdirAll(filepath.Dir(filepath.Join(top, name)), 0o755))
		writeScript(t, filepath.Join(top, name), text, mode)
	}
	write("a/tool", "#!/bin/sh\necho a $0 $@\n", 0o755)
	write("b/tool", "#!/bin/sh\necho b $0 $@\nexit 3\n", 0o755)
	write("tool", "#!/bin/sh\necho here $0 $@\n", 0o755)
	write("plain/script", "echo plain $0 $@; exit 4\n", 0o755)
	write("plain/empty", "", 0o755)
	write("plain/bad", "#!/no/interpreter\n", 0o755)
	write("plain/worse", "#!\n", 0o755)
	write("plain/binary", "\x7fELF\x02\x01\x01\x00 not quite", 0o755)
	write("locked/tool", "#!/bin/sh\necho locked\n", 0o644)
	write("file", "no directory\n", 0o755)
	kit.Try(t, os.MkdirAll(filepath.Join(top, "folder/tool"), 0o755))
	kit.Try(t, os.Symlink("loop", filepath.Join(top, "loop")))
	kit.Try(t, os.Mkdir(filepath.Join(top, "loops"), 0o755))
	kit.Try(t, os.Symlink("tool", filepath.Join(top, "loops/tool")))
	return top
}

// writeScript writes a file that is to be executed. A process that another test starts meanwhile would have
// it open for a moment, and the file would be busy: the lock keeps tests from starting any.
func writeScript(t *testing.T, path, text string, mode os.FileMode) {
	t.Helper()
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	kit.Try(t, os.WriteFile(path, []byte(text), mode))
	kit.Try(t, os.Chmod(path, mode))
}

var long = strings.Repeat("x", 300)

// searches are an environment with PATH, or without, and what to run in it.
var searches = []struct {
	environment []string
	command     string
}{
	{nil, "sh -c 'echo $0'"},
	{nil, "tool"},
	{nil, "no-such-command"},
	{[]string{"PATH="}, "tool 1 2"},
	{[]string{"PATH="}, "no-such-command"},
	{[]string{"PATH=:"}, "tool"},
	{[]string{"PATH=a:b"}, "tool x  y"},
	{[]string{"PATH=b:a"}, "tool x"},
	{[]string{"PATH=b/:a"}, "tool"},
	{[]string{"PATH=:a"}, "tool"},
	{[]string{"PATH=nowhere::a"}, "tool"},
	{[]string{"PATH=nowhere:"}, "tool"},
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
	{[]string{"PATH=plain"}, "script 1 2 3"},
	{[]string{"PATH=plain"}, "empty"},
	{[]string{"PATH=plain"}, "bad"},
	{[]string{"PATH=plain"}, "worse"},
	{[]string{"PATH=plain"}, "binary"},
	{[]string{"PATH=a", "PATH=b"}, "tool"},
	{[]string{"PATHS=a", "PAT=b", "XPATH=a"}, "tool"},
	{[]string{"PATH=" + long + ":b"}, "tool"},
	{[]string{"PATH=nowhere:a"}, "./tool"},
	{[]string{"PATH=a"}, "b/tool 1"},
	{[]string{"PATH=a"}, "plain/script '' -x"},
	{[]string{"PATH=a"}, "./plain/empty"},
	{[]string{"PATH=a"}, "plain/bad"},
	{[]string{"PATH=a"}, "plain/binary"},
	{[]string{"PATH=a"}, "locked/tool"},
	{[]string{"PATH=a"}, "folder/tool"},
	{[]string{"PATH=a"}, "./"},
	{[]string{"PATH=a"}, "file/tool"},
	{[]string{"PATH=a"}, "loops/tool"},
	{[]string{"PATH=a"}, "/no/such/command"},
	{[]string{"PATH=a"}, "tool/"},
	{[]string{"PATH=a"}, "''"},
	{[]string{"PATH=a"}, "."},
	{[]string{"PATH=a"}, "'no tool'"},
	{[]string{"PATH=a"}, "./" + long},
	{[]string{"PATH=a"}, long},
	{[]string{"PATH=nowhere:file"}, long},
}

// dumb-init finds, runs and complains as execvp(3) does in the C library, of which GNU env is made.
func TestSearchAsEnv(t *testing.T) {
	env := kit.Need(t, "env")
	each(t, everyone, func(t *testing.T, r runner) {
		top := tree(t)
		for _, search := range searches {
			words := shellWords(t, search.command)
			run := func(cmd *exec.Cmd) (stdout, stderr string, status int) {
				cmd.Dir, cmd.Env = top, append([]string{"LC_ALL=C"}, search.environment...)
				if r.emulated() {
					return kit.Outcome(t, cmd)
				}
				var changes []string
				for _, entry := range cmd.Env {
					changes = append(changes, "env="+entry) // exec.Cmd would drop one that is there twice
				}
				return kit.Outcome(t, changed(cmd, changes...))
			}
			gotOut, gotErr, got := run(r.command(words...))
			wantOut, wantErr, want := run(&exec.Cmd{Path: env, Args: append([]string{"env"}, words...)})
			message, wanted := strings.TrimPrefix(gotErr, "[dumb-init] "), strings.TrimPrefix(wantErr, "env: ")
			wanted = strings.Replace(wanted, "'"+words[0]+"'", words[0], 1)
			wanted, _, _ = strings.Cut(wanted, "\nenv: use -[v]S")
			if gotOut != wantOut || strings.TrimSpace(message) != strings.TrimSpace(wanted) || got != want {
				t.Errorf("%q %s:\n%d %q %q, want\n%d %q %q", search.environment, search.command,
					got, gotOut, gotErr, want, wantOut, wantErr)
			}
		}
	})
}

// shellWords splits a command as a shell does.
func shellWords(t *testing.T, command string) []string {
	t.Helper()
	text, err := exec.Command("sh", "-c", `printf '%s\0' `+command).Output()
	kit.Try(t, err)
	return strings.Split(strings.TrimSuffix(string(text), "\x00"), "\x00")
}

// A file that is being written is busy.
func TestTextFileBusy(t *testing.T) {
	each(t, everyone, func(t *testing.T, r runner) {
		path := filepath.Join(t.TempDir(), "busy")
		file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o755)
		kit.Try(t, err)
		defer file.Close()
		_, stderr, status := kit.Outcome(t, r.command(path))
		if stderr != "[dumb-init] "+path+": Text file busy\n" || status != 126 {
			t.Errorf("%d %q", status, stderr)
		}
	})
}
