//go:build runtimes

package runtimes

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/testing/kit"
)

// removeLeftovers returns an error that names the processes, mounts and control groups of the tests
// that are still there, and removes them. The last processes of a runtime may end a little after
// its command has ended.
func removeLeftovers() error {
	var left []string
	nothingLeft := func() bool {
		left = slices.Concat(leftProcesses(), leftMounts(), removeCgroups())
		return len(left) == 0
	}
	if kit.Within(patience, nothingLeft) {
		return nil
	}
	// Podman does not remove a container whose stop was given up. This does.
	kit.Within(patience, func() bool {
		killInCgroups()
		return len(removeCgroups()) == 0
	})
	for _, mount := range leftMounts() {
		_ = unix.Unmount(mount, unix.MNT_DETACH)
	}
	return errors.New("left behind:\n" + strings.Join(left, "\n"))
}

// leftMounts returns the mounts below workDir, those in others first.
func leftMounts() (mounts []string) {
	info, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return []string{err.Error()}
	}
	for line := range strings.Lines(string(info)) {
		mountPoint := strings.Fields(line)[4] // proc_pid_mountinfo(5)
		if strings.HasPrefix(mountPoint, workDir+"/") {
			mounts = append(mounts, mountPoint)
		}
	}
	slices.Reverse(mounts)
	return mounts
}

// leftProcesses returns the command lines that name a file in workDir.
func leftProcesses() (commandLines []string) {
	files, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, file := range files {
		words, err := os.ReadFile(file)
		if err != nil || !bytes.Contains(words, []byte(workDir+"/")) {
			continue
		}
		line := bytes.ReplaceAll(words, []byte{0}, []byte{' '})
		commandLines = append(commandLines, fmt.Sprintf("%s: %s", file, line))
	}
	return commandLines
}

// removeCgroups removes the control groups of the tests, and returns why some cannot be removed.
func removeCgroups() (failures []string) {
	for _, cgroup := range leftCgroups() {
		if err := os.Remove(cgroup); err != nil && !errors.Is(err, os.ErrNotExist) {
			failures = append(failures, err.Error())
		}
	}
	return failures
}

// killInCgroups kills every process in the control groups of the tests.
func killInCgroups() {
	for _, cgroup := range leftCgroups() {
		members, _ := os.ReadFile(filepath.Join(cgroup, "cgroup.procs"))
		for member := range strings.FieldsSeq(string(members)) {
			// 0 is a process that this PID namespace does not have.
			if pid, err := strconv.Atoi(member); err == nil && pid > 0 {
				_ = unix.Kill(pid, unix.SIGKILL)
			}
		}
	}
}

// leftCgroups returns the control groups of the tests in every hierarchy, those in others first.
func leftCgroups() (cgroups []string) {
	unified, _ := filepath.Glob("/sys/fs/cgroup" + cgroupParent)
	hierarchies, _ := filepath.Glob("/sys/fs/cgroup/*" + cgroupParent)
	for _, top := range slices.Concat(unified, hierarchies) {
		_ = filepath.WalkDir(top, func(path string, entry os.DirEntry, err error) error {
			if err == nil && entry.IsDir() {
				cgroups = append(cgroups, path)
			}
			return nil // a group may be gone by now
		})
	}
	slices.Reverse(cgroups)
	return cgroups
}
