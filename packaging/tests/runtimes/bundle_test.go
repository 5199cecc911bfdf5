//go:build runtimes

package runtimes

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A config is what of a bundle's config.json the tests use.
type config struct {
	Version string `json:"ociVersion"`
	Process struct {
		Terminal    bool         `json:"terminal"`
		ConsoleSize *consoleSize `json:"consoleSize,omitempty"`
		User        struct {
			UID int `json:"uid"`
			GID int `json:"gid"`
		} `json:"user"`
		Args            []string            `json:"args"`
		Env             []string            `json:"env"`
		Cwd             string              `json:"cwd"`
		Capabilities    map[string][]string `json:"capabilities"`
		NoNewPrivileges bool                `json:"noNewPrivileges"`
	} `json:"process"`
	Root struct {
		Path     string `json:"path"`
		ReadOnly bool   `json:"readonly"`
	} `json:"root"`
	Mounts []mount `json:"mounts"`
	Linux  struct {
		CgroupsPath string      `json:"cgroupsPath"`
		Namespaces  []namespace `json:"namespaces"`
		Resources   struct {
			Pids   *pids   `json:"pids,omitempty"`
			Memory *memory `json:"memory,omitempty"`
		} `json:"resources"`
	} `json:"linux"`
}

type (
	consoleSize struct {
		Height int `json:"height"`
		Width  int `json:"width"`
	}
	mount struct {
		Destination string   `json:"destination"`
		Type        string   `json:"type"`
		Source      string   `json:"source"`
		Options     []string `json:"options,omitempty"`
	}
	namespace struct {
		Type string `json:"type"`
	}
	pids struct {
		Limit int `json:"limit"`
	}
	memory struct {
		Limit int `json:"limit"`
		Swap  int `json:"swap"` // with the memory
	}
)

// capabilities gives a process these capabilities and no others.
func capabilities(names ...string) map[string][]string {
	names = append([]string{}, names...) // a list, where there are none
	return map[string][]string{"bounding": names, "effective": names, "permitted": names}
}

// A bundler is runc or crun.
type bundler struct {
	program string
	state   string // where it keeps its own
	wrap    []string
	root    string
}

func newBundler(t *testing.T, program string) *bundler {
	need(t, program, "busybox")
	state, err := os.MkdirTemp(place, program)
	try(t, err)
	b := &bundler{program: program, state: state, root: scratch().directory}
	info, err := os.ReadFile("/proc/self/mountinfo")
	try(t, err)
	if program == "crun" && strings.Contains(string(info), " /sys/fs/cgroup/unified ") {
		// Where there are both versions of control groups, crun wants one of them only.
		b.wrap = []string{"unshare", "-m", "sh", "-c", `umount /sys/fs/cgroup/unified && exec "$@"`, "sh"}
	}
	return b
}

func (b *bundler) over(r tree) engine {
	same := *b
	same.root = r.directory
	return &same
}

func (b *bundler) words(words ...string) []string {
	return slices.Concat(b.wrap, []string{b.program, "--root", b.state}, words)
}

func (b *bundler) command(t *testing.T, name string, what box) *exec.Cmd {
	var c config
	c.Version, c.Process.Cwd, c.Process.Env = "1.0.0", "/", []string{"PATH=/usr/sbin:/usr/bin:/bin"}
	c.Process.Args = what.words
	if what.way == asEntrypoint {
		c.Process.Args = slices.Concat([]string{"/bin/dumb-init"}, what.words)
	}
	if what.options != "" {
		c.Process.Env = append(c.Process.Env, "DUMB_INIT_OPTIONS="+what.options)
	}
	if what.terminal {
		c.Process.Terminal = true
		c.Process.ConsoleSize = &consoleSize{33, 77} // crun 1.8.1 reads no size from its terminal
	}
	c.Process.Capabilities = capabilities("CAP_KILL", "CAP_SYS_ADMIN")
	c.Root.Path = b.root
	c.Mounts = []mount{
		{Destination: "/proc", Type: "proc", Source: "proc"},
		{Destination: "/dev", Type: "tmpfs", Source: "tmpfs", Options: []string{"mode=755"}},
		{Destination: "/dev/pts", Type: "devpts", Source: "devpts", Options: []string{"newinstance", "ptmxmode=0666"}},
	}
	c.Linux.CgroupsPath = cgroups + "/" + b.program + "/" + name
	for _, kind := range []string{"pid", "mount", "ipc", "uts", "network"} {
		c.Linux.Namespaces = append(c.Linux.Namespaces, namespace{kind})
	}
	if what.config != nil {
		what.config(&c)
	}
	content, err := json.Marshal(c)
	try(t, err)
	bundle := t.TempDir()
	try(t, os.WriteFile(filepath.Join(bundle, "config.json"), content, 0o644))
	words := b.words("run", "--bundle", bundle, name)
	return exec.Command(words[0], words[1:]...)
}

func (b *bundler) pid(t *testing.T, name string) int {
	t.Helper()
	var state struct {
		Pid int `json:"pid"`
	}
	try(t, json.Unmarshal([]byte(do(t, nil, b.words("state", name)...)), &state))
	return state.Pid
}

// runs tells whether a container is running, and not about to.
func (b *bundler) runs(name string) bool {
	words := b.words("state", name)
	state, err := output(exec.Command(words[0], words[1:]...))
	return err == nil && strings.Contains(state, `"running"`)
}

// stop does what the engines that use runc and crun do.
func (b *bundler) stop(t *testing.T, name string, what box) {
	t.Helper()
	switch what.signal {
	case "":
		b.signal(t, name, "TERM")
	case "RTMIN+3":
		b.signal(t, name, "37") // runc has no name for it
	default:
		b.signal(t, name, what.signal)
	}
	if what.impatient {
		b.signal(t, name, "KILL")
	}
}

func (b *bundler) signal(t *testing.T, name, signal string) {
	t.Helper()
	do(t, nil, b.words("kill", name, signal)...)
}

func (b *bundler) remove(name string) {
	ctx, cancel := context.WithTimeout(context.Background(), deadline)
	defer cancel()
	words := b.words("delete", "--force", name)
	_ = exec.CommandContext(ctx, words[0], words[1:]...).Run()
}

func TestRunc(t *testing.T) { t.Parallel(); bundles(t, newBundler(t, "runc")) }
func TestCrun(t *testing.T) { t.Parallel(); bundles(t, newBundler(t, "crun")) }

func bundles(t *testing.T, b *bundler) {
	overTrees(t, b, func(t *testing.T, e engine) { core(t, e, asEntrypoint) })
	t.Run("servers", func(t *testing.T) { runServers(t, b) })
	pause(t, b)
	t.Run("no proc", func(t *testing.T) { withoutProc(t, b) })
}

// withoutProc takes /proc away before dumb-init starts: runc itself cannot do without.
func withoutProc(t *testing.T, b *bundler) {
	t.Parallel()
	const script = `umount /proc && exec dumb-init sh -c 'ls /proc | wc -l; (echo orphan &); exec sleep 1000'`
	c := start(t, b, sh(noInit, script))
	c.see("orphan", 1)
	c.see("0\n", 1)
	if !isOurs(c.pid()) {
		t.Error("PID 1 is another program")
	}
	wantChildren(t, c.pid(), "S sleep")
	c.stop()
	c.wantStatus(143)
}
