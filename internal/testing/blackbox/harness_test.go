// Package blackbox tests the built program from outside: it starts dumb-init in the ways that containers
// and shells do, and looks at what its command, its terminal and /proc show.
//
// The tests wait for conditions, never for a time; their deadlines are there for a dumb-init that hangs.
package blackbox

import (
	"maps"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"syscall"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// Programs that TestMain builds.
var (
	binaries = map[string]string{} // dumb-init, by GOARCH
	probe    string                // testdata/probe.c, the command that the tests run
	launch   string                // testdata/launch.c, which changes what a program inherits
)

func TestMain(m *testing.M) { kit.Main(m, build) }

func build(directory string) error {
	for _, arch := range append(slices.Collect(maps.Keys(emulator)), runtime.GOARCH) {
		binaries[arch] = filepath.Join(directory, "dumb-init-"+arch)
		if err := kit.Build(arch, binaries[arch]); err != nil {
			return err
		}
	}
	probe = filepath.Join(directory, "probe")
	launch = filepath.Join(directory, "launch")
	for _, program := range []string{probe, launch} {
		source := filepath.Join("testdata", filepath.Base(program)+".c")
		if err := kit.Compile(source, program); err != nil {
			return err
		}
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
				kit.Need(t, emulator[r.arch])
			}
			if r.pid1 {
				kit.NeedNamespaces(t)
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
		kit.InNamespace(cmd)
	}
	return cmd
}

// changed has a command start with what launch changes.
func changed(cmd *exec.Cmd, changes ...string) *exec.Cmd {
	args := append([]string{launch}, changes...)
	cmd.Args = append(append(args, "--", cmd.Path), cmd.Args...)
	cmd.Path = launch
	return cmd
}
