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

	"dumb-init.alt/internal/testing/kit"
)

// cgroup is a control group that a test has made (cgroups(7)).
type cgroup struct {
	t         *testing.T
	directory string
	unified   bool // version 2
}

// newCgroup makes a control group for a controller, next to the test's own or below it. After the
// test it is removed, with what still runs in it.
func newCgroup(t *testing.T, controller string) *cgroup {
	t.Helper()
	kit.NeedRoot(t)
	parent, unified := hierarchy(t, controller)
	if parent == "" {
		kit.Missing(t, "a control group that has the controller "+controller)
	}
	directory, err := os.MkdirTemp(parent, "storms-")
	kit.Try(t, err)
	g := &cgroup{
		t:         t,
		directory: directory,
		unified:   unified,
	}
	t.Cleanup(func() { kit.Eventually(t, "removal of "+directory, g.remove) })
	return g
}

// remove kills what runs in the control group, and reports whether the group could be removed.
func (g *cgroup) remove() bool {
	for word := range strings.FieldsSeq(g.read("cgroup.procs")) {
		if pid, _ := strconv.Atoi(word); pid > 0 {
			syscall.Kill(pid, syscall.SIGKILL)
		}
	}
	return os.Remove(g.directory) == nil
}

// read returns the text of a file of the control group, or "" if there is none.
func (g *cgroup) read(file string) string {
	text, _ := os.ReadFile(filepath.Join(g.directory, file))
	return string(text)
}

func (g *cgroup) set(file, value string) {
	g.t.Helper()
	kit.Try(g.t, os.WriteFile(filepath.Join(g.directory, file), []byte(value), 0))
}

// enter returns the line of a shell by which the shell enters the control group.
func (g *cgroup) enter() string {
	return "echo 0 >" + g.directory + "/cgroup.procs"
}

// hierarchy returns the directory in which control groups for a controller can be made, or "".
func hierarchy(t *testing.T, controller string) (directory string, unified bool) {
	t.Helper()
	text, err := os.ReadFile("/proc/self/cgroup")
	kit.Try(t, err)
	unifiedPath := ""
	for line := range strings.Lines(string(text)) { // hierarchy:controllers:path
		fields := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if len(fields) < 3 {
			continue
		}
		controllers, path := fields[1], fields[2]
		if slices.Contains(strings.Split(controllers, ","), controller) {
			_, directory = mounted(t, controller, path)
			return directory, false
		}
		if controllers == "" {
			unifiedPath = path
		}
	}
	if unifiedPath == "" {
		return "", false
	}
	directory = givesController(t, controller, unifiedPath)
	return directory, directory != ""
}

// givesController returns the directory of a control group of version 2 that gives a controller
// to the groups below it, or can: the nearest above the test's processes. A group that has
// processes itself cannot.
func givesController(t *testing.T, controller, path string) (directory string) {
	t.Helper()
	top, directory := mounted(t, "", path)
	for top != "" && strings.HasPrefix(directory, top) {
		control := filepath.Join(directory, "cgroup.subtree_control")
		given, _ := os.ReadFile(control)
		if slices.Contains(strings.Fields(string(given)), controller) {
			return directory
		}
		if os.WriteFile(control, []byte("+"+controller), 0) == nil {
			return directory
		}
		directory = filepath.Dir(directory)
	}
	return ""
}

// mounted returns the directory at which the hierarchy of a controller is mounted, and the
// directory of a control group of it. The controller "" is the hierarchy of version 2.
// (proc_pid_mountinfo(5))
func mounted(t *testing.T, controller, path string) (top, directory string) {
	t.Helper()
	file, err := os.Open("/proc/self/mountinfo")
	kit.Try(t, err)
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		mount, system, _ := strings.Cut(lines.Text(), " - ")
		before := strings.Fields(mount)
		after := strings.Fields(system)
		if len(before) < 5 || len(after) < 3 {
			continue
		}
		root, point := before[3], before[4]
		kind, options := after[0], after[2]
		right := kind == "cgroup2"
		if controller != "" {
			right = kind == "cgroup" && slices.Contains(strings.Split(options, ","), controller)
		}
		below, found := strings.CutPrefix(path, strings.TrimSuffix(root, "/"))
		if right && found {
			return point, filepath.Join(point, below)
		}
	}
	return "", ""
}
