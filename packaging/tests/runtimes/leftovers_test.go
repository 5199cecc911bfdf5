//go:build runtimes

package runtimes

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// leftovers returns the mounts, processes and control groups of the tests that are still there, and ends
// them. The last processes of a runtime may end a little after its command has.
func leftovers() (left []string) {
	all := func() []string { return slices.Concat(processes(), mounts(), groups(nil)) }
	within(func() bool { left = all(); return len(left) == 0 })
	if len(left) > 0 {
		// Podman removes no container whose stop was given up: this does.
		kill := func(pid int) { _ = unix.Kill(pid, unix.SIGKILL) }
		within(func() bool { return len(groups(kill)) == 0 })
		for _, mount := range mounts() {
			_ = unix.Unmount(mount, unix.MNT_DETACH)
		}
	}
	return left
}

// within waits for what should not take long.
func within(holds func() bool) {
	for end := time.Now().Add(deadline / 4); !holds() && time.Now().Before(end); {
		time.Sleep(20 * time.Millisecond)
	}
}

// mounts returns the mounts below place, the innermost first.
func mounts() (all []string) {
	info, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		return []string{err.Error()}
	}
	for line := range strings.Lines(string(info)) {
		if point := strings.Fields(line)[4]; strings.HasPrefix(point, place+"/") {
			all = append(all, point)
		}
	}
	slices.Reverse(all)
	return all
}

// processes returns the command lines that name place.
func processes() (all []string) {
	files, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, file := range files {
		words, err := os.ReadFile(file)
		if err == nil && bytes.Contains(words, []byte(place+"/")) {
			all = append(all, file+": "+string(bytes.ReplaceAll(words, []byte{0}, []byte{' '})))
		}
	}
	return all
}

// groups removes the control groups, in each hierarchy, and returns those that could not be removed. What
// runs in them may be ended before.
func groups(end func(pid int)) (all []string) {
	unified, _ := filepath.Glob("/sys/fs/cgroup" + cgroups)
	hierarchies, _ := filepath.Glob("/sys/fs/cgroup/*" + cgroups)
	for _, top := range append(unified, hierarchies...) {
		found := []string{}
		_ = filepath.WalkDir(top, func(path string, entry os.DirEntry, err error) error {
			if err == nil && entry.IsDir() {
				found = append(found, path)
			}
			return nil
		})
		slices.Reverse(found)
		for _, group := range found {
			if members, err := os.ReadFile(filepath.Join(group, "cgroup.procs")); err == nil && end != nil {
				for member := range strings.FieldsSeq(string(members)) {
					if pid, err := strconv.Atoi(member); err == nil && pid > 0 {
						end(pid)
					}
				}
			}
			if err := os.Remove(group); err != nil && !os.IsNotExist(err) {
				all = append(all, err.Error())
			}
		}
	}
	return all
}
