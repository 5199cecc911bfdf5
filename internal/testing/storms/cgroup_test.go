package storms

import (
	"bufio"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// cgroup is a control group that a test has made.
type cgroup struct {
	t         *testing.T
	directory string
	unified   bool // version 2
}

// newCgroup makes a control group for a controller, next to the test's or below it, and removes it after the test,
// with what may still run in it.
func newCgroup(t *testing.T, controller string) *cgroup {
	t.Helper()
	needRoot(t)
	parent, unified := hierarchy(t, controller)
	if parent == "" {
		missing(t, "a control group that has the controller "+controller)
	}
	directory, err := os.MkdirTemp(parent, "storms-")
	try(t, err)
	g := &cgroup{t, directory, unified}
	t.Cleanup(func() {
		eventually(t, "removal of "+directory, func() bool {
			for pid := range strings.FieldsSeq(g.read("cgroup.procs")) {
				if pid, _ := strconv.Atoi(pid); pid > 0 {
					syscall.Kill(pid, syscall.SIGKILL)
				}
			}
			return os.Remove(directory) == nil
		})
	})
	return g
}

// hierarchy returns the directory in which control groups for a controller can be made. In version 2 it is the nearest
// above the test's processes that gives the controller to those below it, or can: one that has processes itself cannot.
func hierarchy(t *testing.T, controller string) (directory string, unified bool) {
	t.Helper()
	groups, err := os.ReadFile("/proc/self/cgroup")
	try(t, err)
	for line := range strings.Lines(string(groups)) {
		fields := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if len(fields) == 3 && slices.Contains(strings.Split(fields[1], ","), controller) {
			_, directory = mounted(t, controller, fields[2])
			return directory, false
		}
	}
	for line := range strings.Lines(string(groups)) {
		path, found := strings.CutPrefix(strings.TrimSpace(line), "0::")
		if !found {
			continue
		}
		top, own := mounted(t, "", path)
		for directory = own; top != "" && strings.HasPrefix(directory, top); directory = filepath.Dir(directory) {
			control := filepath.Join(directory, "cgroup.subtree_control")
			enabled, _ := os.ReadFile(control)
			if slices.Contains(strings.Fields(string(enabled)), controller) || os.WriteFile(control, []byte("+"+controller), 0) == nil {
				return directory, true
			}
		}
	}
	return "", false
}

// mounted returns where the hierarchy of a controller, or with "" that of version 2, is mounted, and the directory of
// a control group there (mountinfo: proc_pid_mountinfo(5)).
func mounted(t *testing.T, controller, path string) (top, directory string) {
	t.Helper()
	file, err := os.Open("/proc/self/mountinfo")
	try(t, err)
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		mount, system, _ := strings.Cut(lines.Text(), " - ")
		before, after := strings.Fields(mount), strings.Fields(system)
		if len(before) < 5 || len(after) < 3 {
			continue
		}
		right := after[0] == "cgroup2"
		if controller != "" {
			right = after[0] == "cgroup" && slices.Contains(strings.Split(after[2], ","), controller)
		}
		below, found := strings.CutPrefix(path, strings.TrimSuffix(before[3], "/"))
		if right && found {
			return before[4], filepath.Join(before[4], below)
		}
	}
	return "", ""
}

func (g *cgroup) read(file string) string {
	text, _ := os.ReadFile(filepath.Join(g.directory, file))
	return string(text)
}

func (g *cgroup) set(file, value string) {
	g.t.Helper()
	try(g.t, os.WriteFile(filepath.Join(g.directory, file), []byte(value), 0))
}

// enter is the line of the shell with which it enters.
func (g *cgroup) enter() string { return "echo 0 >" + g.directory + "/cgroup.procs" }
