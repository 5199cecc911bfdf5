package blackbox

import (
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/testing/kit"
)

// A file system that is mounted noexec is the reason, of a command and of an interpreter.
func TestNoexec(t *testing.T) {
	each(t, everyone, func(t *testing.T, r runner) {
		kit.NeedRoot(t)
		mounted := t.TempDir()
		if err := unix.Mount("noexec", mounted, "tmpfs", unix.MS_NOEXEC, ""); err != nil {
			kit.Missing(t, "mount: "+err.Error())
		}
		t.Cleanup(func() { kit.Try(t, unix.Unmount(mounted, unix.MNT_DETACH)) })
		file := filepath.Join(mounted, "file")
		writeScript(t, file, "#!/bin/sh\n", 0o755)
		why := "is on a file system that is mounted noexec."
		failure{file, notPermitted, file + " " + why, 126}.check(t, r)
		script := filepath.Join(t.TempDir(), "script")
		writeScript(t, script, "#!"+file+"\n", 0o755)
		second := script + " needs the interpreter " + file + ", which " + why
		failure{script, notPermitted, second, 126}.check(t, r)
	})
}

// openDirectory returns a directory that every user can reach.
func openDirectory(t *testing.T) (path string) {
	t.Helper()
	path, err := os.MkdirTemp("", "test")
	kit.Try(t, err)
	t.Cleanup(func() { os.RemoveAll(path) })
	kit.Try(t, os.Chmod(path, 0o755))
	return path
}

// A user who may not execute a file is told so, and which directory is in the way. A file that is
// there is a better reason than one in a directory that cannot be searched.
func TestOtherUser(t *testing.T) {
	const user = "uid=64100"
	each(t, everyone, func(t *testing.T, r runner) {
		kit.NeedRoot(t) // to be another user
		top := openDirectory(t)
		locked := filepath.Join(top, "locked")
		hidden := filepath.Join(locked, "hidden")
		own := filepath.Join(top, "own")
		kit.Try(t, os.Mkdir(locked, 0o700))
		writeScript(t, hidden, "#!/bin/sh\n", 0o755)
		writeScript(t, own, "#!/bin/sh\n", 0o744)
		notReached := " cannot be reached: this user may not search the directory " + locked + "."
		mayNot := own + " has no execute permission for this user (mode 0744)."
		tests := []failure{
			{own, notPermitted, mayNot, 126},
			{hidden, notPermitted, hidden + notReached, 126},
			{"own", notPermitted, mayNot, 126},
			{"hidden", notPermitted, hidden + notReached, 126},
			{"none", notPermitted, locked + "/none" + notReached, 126},
		}
		for _, test := range tests {
			test.check(t, r, user, "no-env", "env=PATH="+locked+":"+top)
		}
	})
}

// Root without its capabilities may not execute what its mode does not permit.
func TestRootWithoutCapabilities(t *testing.T) {
	each(t, native, func(t *testing.T, r runner) {
		kit.NeedRoot(t)
		setpriv := kit.Need(t, "setpriv")
		file := filepath.Join(openDirectory(t), "file")
		writeScript(t, file, "#!/bin/sh\n", 0o700)
		kit.Try(t, os.Chown(file, 64100, 64100))
		cmd := r.command(file)
		cmd.Args = append([]string{"setpriv", "--bounding-set=-all", cmd.Path}, cmd.Args[1:]...)
		cmd.Path = setpriv
		_, got, status := kit.Outcome(t, cmd)
		want := "[dumb-init] " + file + ": Permission denied\n" +
			"[dumb-init] " + file + " has no execute permission for this user (mode 0700).\n"
		if got != want || status != 126 {
			t.Errorf("got status %d,\n%swant status 126,\n%s", status, got, want)
		}
	})
}
