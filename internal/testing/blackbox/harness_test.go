// Package blackbox tests the built program from outside: it starts dumb-init as containers and
// shells do, and looks at what its command, its terminal and /proc show.
//
// A runner is a way to run dumb-init: as PID 1 of a PID namespace or as an ordinary process, on
// this machine's architecture or in an emulator. A test calls each with a set of runners, or
// eachMode, which gives it the option -c as well, once without and once with it. The command is
// mostly the probe (testdata/probe.c), which prints the signals that it gets. The program launch
// (testdata/launch.c) comes before dumb-init if it is to inherit something unusual, such as closed
// files or ignored signals.
//
// To read: this file, process_test.go (dumb-init while it runs), signals_test.go (the signals that
// arrive), arch_test.go (what emulators do otherwise), and then any other: each has one subject.
// What is typed and printed is in transcripts, in testdata/script.
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
	architectures := append(slices.Collect(maps.Keys(emulator)), runtime.GOARCH)
	for _, arch := range architectures {
		binaries[arch] = filepath.Join(directory, "dumb-init-"+arch)
		if err := kit.Build(arch, binaries[arch]); err != nil {
			return err
		}
	}
	probe = filepath.Join(directory, "probe")
	if err := kit.Compile("testdata/probe.c", probe); err != nil {
		return err
	}
	launch = filepath.Join(directory, "launch")
	return kit.Compile("testdata/launch.c", launch)
}

// runner is a way to run dumb-init.
type runner struct {
	name string
	arch string // a GOARCH
	pid1 bool   // in a new PID namespace, as the init of a container
}

// Sets of runners.
var (
	container = runner{"container", runtime.GOARCH, true}
	process   = runner{"process", runtime.GOARCH, false}
	native    = []runner{container, process}
	everyone  = append(native, emulators()...)
)

// containers returns the runners in which dumb-init is PID 1.
func containers(runners []runner) (all []runner) {
	for _, r := range runners {
		if r.pid1 {
			all = append(all, r)
		}
	}
	return all
}

// processes returns the runners in which dumb-init is not PID 1.
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

// modes are the two ways to signal: the process group of the command, or with -c the command alone.
var modes = []struct {
	name   string
	option []string
}{
	{"session", nil},
	{"single", []string{"-c"}},
}

// eachMode runs a test with each of the runners, in both modes.
func eachMode(
	t *testing.T,
	runners []runner,
	test func(t *testing.T, r runner, option []string),
) {
	each(t, runners, func(t *testing.T, r runner) {
		for _, mode := range modes {
			t.Run(mode.name, func(t *testing.T) { test(t, r, mode.option) })
		}
	})
}

// command returns dumb-init with its arguments, ready to be started. A test may change it before.
func (r runner) command(args ...string) *exec.Cmd {
	return r.called("dumb-init", args...)
}

// called returns dumb-init under a name, its argv[0].
func (r runner) called(name string, args ...string) *exec.Cmd {
	cmd := &exec.Cmd{
		Path: binaries[r.arch],
		Args: append([]string{name}, args...),
	}
	if r.emulated() {
		cmd.Path, _ = exec.LookPath(emulator[r.arch])
		words := []string{emulator[r.arch], "-0", name, binaries[r.arch]}
		cmd.Args = append(words, args...)
	}
	// A process group of its own: with -c the command shares it.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if r.pid1 {
		kit.InNamespace(cmd)
	}
	return cmd
}

// words returns dumb-init with its arguments, as the command of another program.
func (r runner) words(args ...string) []string {
	words := []string{binaries[r.arch]}
	if r.emulated() {
		words = []string{emulator[r.arch], binaries[r.arch]}
	}
	return append(words, args...)
}

// launched has launch make some changes to itself before it becomes the program of cmd.
func launched(cmd *exec.Cmd, changes ...string) *exec.Cmd {
	args := append([]string{launch}, changes...)
	args = append(args, "--", cmd.Path)
	cmd.Args = append(args, cmd.Args...)
	cmd.Path = launch
	return cmd
}
