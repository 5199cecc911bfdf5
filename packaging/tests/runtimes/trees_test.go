//go:build runtimes

package runtimes

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"golang.org/x/sys/unix"
)

// A tree is a root file system with dumb-init in it, as it is published.
type tree struct{ name, directory string }

// scratch holds the binary, and busybox, which is static too.
func scratch() tree { return tree{"scratch", filepath.Join(place, "scratch")} }

// debian holds the package, and servers.
func debian(t *testing.T) tree {
	t.Helper()
	need(t, "debootstrap")
	try(t, makeDebian())
	return debianTree()
}

func debianTree() tree { return tree{"debian", filepath.Join(place, "debian")} }

var makeDebian = sync.OnceValue(func() error {
	_, err := output(exec.Command("../debian-tree", debianTree().directory))
	return err
})

// overTrees tries an engine with each tree.
func overTrees(t *testing.T, e engine, tries func(*testing.T, engine)) {
	for _, r := range []tree{scratch(), debian(t)} {
		t.Run(r.name, func(t *testing.T) { tries(t, e.over(r)) })
	}
}

// published finds the binary that 'make dist' has made for this machine.
func published() (string, error) {
	var name unix.Utsname
	if err := unix.Uname(&name); err != nil {
		return "", err
	}
	found, err := filepath.Glob("../../../dist/dumb-init_*_" + unix.ByteSliceToString(name.Machine[:]))
	if err != nil || len(found) != 1 {
		return "", errors.Join(err, errors.New("no binary in dist: see 'make dist'"))
	}
	return found[0], nil
}

func makeScratch() error {
	root := scratch().directory
	for _, directory := range []string{"bin", "dev", "proc", "run", "tmp"} {
		if err := os.MkdirAll(filepath.Join(root, directory), 0o755); err != nil {
			return err
		}
	}
	busybox, err := exec.LookPath("busybox")
	if err != nil {
		return err
	}
	if err := copyFile(dumbInit, filepath.Join(root, "bin/dumb-init")); err != nil {
		return err
	}
	if err := copyFile(busybox, filepath.Join(root, "bin/busybox")); err != nil {
		return err
	}
	applets, err := output(exec.Command(busybox, "--list"))
	for applet := range strings.FieldsSeq(applets) {
		if applet != "busybox" && err == nil {
			err = os.Symlink("busybox", filepath.Join(root, "bin", applet))
		}
	}
	return err
}
