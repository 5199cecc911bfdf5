//go:build runtimes

package runtimes

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/testing/kit"
)

// A rootfs is a root file system with dumb-init in it, as it is published.
type rootfs struct {
	name      string
	directory string
}

// scratch returns the rootfs that has the bare binary, and busybox, which is static as well.
func scratch() rootfs { return rootfs{"scratch", filepath.Join(workDir, "scratch")} }

// debian returns the rootfs that has our package, and servers. The first call makes it.
func debian(t testing.TB) rootfs {
	t.Helper()
	needRootAnd(t, "debootstrap")
	kit.Try(t, makeDebian())
	return debianRootfs()
}

func debianRootfs() rootfs { return rootfs{"debian", filepath.Join(workDir, "debian")} }

var makeDebian = sync.OnceValue(func() error {
	return kit.Command("../debian-rootfs", debianRootfs().directory)
})

// eachRootfs runs a test with an engine on each rootfs.
func eachRootfs(t *testing.T, e engine, test func(*testing.T, engine)) {
	for _, r := range []rootfs{scratch(), debian(t)} {
		t.Run(r.name, func(t *testing.T) { test(t, e.on(r)) })
	}
}

// publishedBinary returns the path of the binary that 'make dist' has made for this machine.
func publishedBinary() (string, error) {
	var name unix.Utsname
	if err := unix.Uname(&name); err != nil {
		return "", fmt.Errorf("uname: %w", err)
	}
	machine := unix.ByteSliceToString(name.Machine[:])
	pattern := filepath.Join(kit.Root(), "dist", "dumb-init_*_"+machine)
	found, err := filepath.Glob(pattern)
	if err != nil {
		return "", err
	}
	if len(found) != 1 {
		return "", fmt.Errorf("got %d files %s, want 1: 'make dist' makes it", len(found), pattern)
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
	bin := filepath.Join(root, "bin")
	if err := copyFile(dumbInit, filepath.Join(bin, "dumb-init")); err != nil {
		return err
	}
	if err := copyFile(busybox, filepath.Join(bin, "busybox")); err != nil {
		return err
	}
	applets, err := exec.Command(busybox, "--list").Output()
	if err != nil {
		return fmt.Errorf("busybox --list: %w", err)
	}
	for applet := range strings.FieldsSeq(string(applets)) {
		err := os.Symlink("busybox", filepath.Join(bin, applet))
		if err != nil && !errors.Is(err, os.ErrExist) { // busybox lists itself
			return err
		}
	}
	return nil
}
