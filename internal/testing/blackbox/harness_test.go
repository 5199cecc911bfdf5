// Package blackbox tests the built program from outside: it starts dumb-init in the ways that containers
// and shells do, and looks at what its command, its terminal and /proc show.
//
// The tests wait for conditions, never for a time; their deadlines are there for a dumb-init that hangs.
package blackbox

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"syscall"
	"testing"
)

// Programs that TestMain builds.
var (
	binaries = map[string]string{} // dumb-init, by GOARCH
	probe    string                // testdata/probe.c, the command that the tests run
	launch   string                // testdata/launch.c, which changes what a program inherits
)

func TestMain(m *testing.M) {
	os.Exit(func() int {
		if _, err := exec.LookPath("gcc"); err != nil && os.Getenv("CI") == "" {
			fmt.Println("missing: gcc, without which nothing is tested here")
			return 0
		}
		directory, err := os.MkdirTemp("", "blackbox")
		if err == nil {
			defer os.RemoveAll(directory)
			err = build(directory)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		return m.Run()
	}())
}

func build(directory string) error {
	if err := os.Chmod(directory, 0o755); err != nil { // for tests as another user
		return err
	}
	for _, arch := range append(slices.Collect(maps.Keys(emulator)), runtime.GOARCH) {
		binaries[arch] = filepath.Join(directory, "dumb-init-"+arch)
		if err := command("../../../scripts/build", arch, binaries[arch]); err != nil {
			return err
		}
	}
	probe, launch = filepath.Join(directory, "probe"), filepath.Join(directory, "launch")
	for _, program := range []string{probe, launch} {
		source := filepath.Join("testdata", filepath.Base(program)+".c")
		if err := command("gcc", "-O2", "-static", "-Wall", "-o", program, source); err != nil {
			return err
		}
	}
	return nil
}

func command(name string, args ...string) error {
	if output, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", name, err, output)
	}
	return nil
}

// A runner is a way to run dumb-init.
type runner struct {
	name string
	arch string
	pid1 bool // in a new PID namespace, as a container's init
}

// Sets of runners.
var (
	container = runner{"container", runtime.GOARCH, true}
	process   = runner{"process", runtime.GOARCH, false}
	native    = []runner{container, process}
	everyone  = append(native, emulators()...)
)

// containers returns those of the runners in which dumb-init is PID 1.
func containers(runners []runner) (all []runner) {
	for _, r := range runners {
		if r.pid1 {
			all = append(all, r)
		}
	}
	return all
}

// processes returns the others.
func processes(runners []runner) (all []runner) {
	for _, r := range runners {
		if !r.pid1 {
			all = append(all, r)
		}
	}
	return all
}

// each runs a test with each of the runners.
func each(t *testing.T, runners []runner, test func(t *testing.T, r runner)) {
	t.Parallel()
	for _, r := range runners {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			if r.emulated() {
				need(t, emulator[r.arch])
			}
			if r.pid1 {
				needNamespaces(t)
			}
			test(t, r)
		})
	}
}

// modes are the two ways to signal: in a session of the command's own, and with the option -c.
var modes = []struct {
	name   string
	option []string
}{{"session", nil}, {"single", []string{"-c"}}}

// eachMode runs a test with each of the runners, in both modes.
func eachMode(t *testing.T, runners []runner, test func(t *testing.T, r runner, option []string)) {
	each(t, runners, func(t *testing.T, r runner) {
		for _, mode := range modes {
			t.Run(mode.name, func(t *testing.T) { test(t, r, mode.option) })
		}
	})
}

// command returns dumb-init with its arguments, ready to be started; a test may change it before.
func (r runner) command(args ...string) *exec.Cmd {
	words := append([]string{"dumb-init"}, args...)
	cmd := &exec.Cmd{Path: binaries[r.arch], Args: words}
	if r.emulated() {
		path, _ := exec.LookPath(emulator[r.arch])
		cmd.Path, cmd.Args = path, append([]string{emulator[r.arch], "-0", "dumb-init", binaries[r.arch]}, args...)
	}
	// A process group of its own: in -c mode the command shares it.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if r.pid1 {
		inNamespace(cmd)
	}
	return cmd
}

// inNamespace makes a command PID 1 of a new PID namespace, which takes a user namespace without root.
func inNamespace(cmd *exec.Cmd) {
	cmd.SysProcAttr.Cloneflags |= syscall.CLONE_NEWPID
	if os.Getuid() != 0 {
		cmd.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
	}
}

// changed has a command start with what launch changes.
func changed(cmd *exec.Cmd, changes ...string) *exec.Cmd {
	args := append([]string{launch}, changes...)
	cmd.Args = append(append(args, "--", cmd.Path), cmd.Args...)
	cmd.Path = launch
	return cmd
}
