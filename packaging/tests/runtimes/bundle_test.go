//go:build runtimes

package runtimes

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// An ociRuntime is runc or crun. It runs bundles: directories with a config.json.
type ociRuntime struct {
	program string
	wrapper []string // what the program is run by
	state   string   // the directory in which it keeps what it knows of its containers
	root    string   // the root file system
}

func newOCIRuntime(t testing.TB, program string) *ociRuntime {
	t.Helper()
	needRootAnd(t, program, "busybox")
	state, err := os.MkdirTemp(workDir, program)
	kit.Try(t, err)
	r := &ociRuntime{program: program, state: state, root: scratch().directory}
	mounts, err := os.ReadFile("/proc/self/mountinfo")
	kit.Try(t, err)
	if program == "crun" && strings.Contains(string(mounts), " /sys/fs/cgroup/unified ") {
		// Of two versions of control groups crun 1.8.1 wants to see one.
		r.wrapper = []string{
			"unshare", "-m", "sh", "-c", `umount /sys/fs/cgroup/unified && exec "$@"`, "sh",
		}
	}
	return r
}

func (r *ociRuntime) on(other rootfs) engine {
	same := *r
	same.root = other.directory
	return &same
}

// cmd returns a command of runc or crun.
func (r *ociRuntime) cmd(words ...string) *exec.Cmd {
	return command(slices.Concat(r.wrapper, []string{r.program, "--root", r.state}, words)...)
}

func (r *ociRuntime) command(t testing.TB, name string, s spec) *exec.Cmd {
	t.Helper()
	c := r.config(name, s)
	if s.config != nil {
		s.config(c)
	}
	content, err := json.Marshal(c)
	kit.Try(t, err)
	bundle := t.TempDir()
	kit.Try(t, os.WriteFile(filepath.Join(bundle, "config.json"), content, 0o644))
	return r.cmd("run", "--bundle", bundle, name)
}

// config returns the config.json of a container, without what the spec itself changes in it.
func (r *ociRuntime) config(name string, s spec) *config {
	c := &config{
		Version: "1.0.0",
		Process: process{
			Args:         s.words,
			Env:          []string{"PATH=/usr/sbin:/usr/bin:/bin"},
			Cwd:          "/",
			Capabilities: capabilities("CAP_KILL", "CAP_SYS_ADMIN"),
		},
		Root: root{Path: r.root},
		Mounts: []mount{
			{"/proc", "proc", "proc", nil},
			{"/dev", "tmpfs", "tmpfs", []string{"mode=755"}},
			{"/dev/pts", "devpts", "devpts", []string{"newinstance", "ptmxmode=0666"}},
		},
		Linux: linux{
			CgroupsPath: cgroupParent + "/" + r.program + "/" + name,
			Namespaces:  []namespace{{"pid"}, {"mount"}, {"ipc"}, {"uts"}, {"network"}},
		},
	}
	if s.mode == entrypoint {
		c.Process.Args = slices.Concat([]string{"/bin/dumb-init"}, s.words)
	}
	if s.options != "" {
		c.Process.Env = append(c.Process.Env, "DUMB_INIT_OPTIONS="+s.options)
	}
	if s.terminal {
		c.Process.Terminal = true
		c.Process.ConsoleSize = &consoleSize{ // crun 1.8.1 reads no size from its own terminal
			Height: int(firstSize.Rows),
			Width:  int(firstSize.Cols),
		}
	}
	return c
}

// A containerState is what the tests use of what 'runc state' prints.
type containerState struct {
	Status string `json:"status"`
	PID    int    `json:"pid"`
}

func (r *ociRuntime) pid1(t testing.TB, name string) int {
	t.Helper()
	var state containerState
	kit.Try(t, json.Unmarshal([]byte(run(t, r.cmd("state", name))), &state))
	return state.PID
}

// runs reports whether a container is running. One that is still being created is not.
func (r *ociRuntime) runs(t testing.TB, name string) bool {
	t.Helper()
	stdout, _, status := kit.Outcome(t, r.cmd("state", name))
	var state containerState
	err := json.Unmarshal([]byte(stdout), &state)
	return status == 0 && err == nil && state.Status == "running"
}

// stop does what the engines above runc and crun do: it sends the stop signal, and KILL if the spec
// is impatient.
func (r *ociRuntime) stop(t testing.TB, name string, s spec) {
	t.Helper()
	signal := s.stopSignal.number
	if signal == 0 {
		signal = sigTERM.number
	}
	r.kill(t, name, signal)
	if s.impatient {
		r.kill(t, name, syscall.SIGKILL)
	}
}

// kill sends PID 1 of a container a signal, by its number: runc has no names for real-time signals.
func (r *ociRuntime) kill(t testing.TB, name string, signal syscall.Signal) {
	t.Helper()
	run(t, r.cmd("kill", name, strconv.Itoa(int(signal))))
}

func (r *ociRuntime) remove(name string) {
	runWithin(patience, r.cmd("delete", "--force", name))
}

func (r *ociRuntime) resizes() bool { return r.program != "crun" }
