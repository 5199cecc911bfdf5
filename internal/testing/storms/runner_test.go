package storms

import (
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// runner is a way to run dumb-init.
type runner struct {
	pid1    bool   // as PID 1 of a new PID namespace
	options string // separated by spaces
}

// One runner of each kind. Options change where signals go, and when dumb-init ends.
var (
	container      = runner{pid1: true}
	containerChild = runner{pid1: true, options: "-c"}
	containerAll   = runner{pid1: true, options: "-w -k 1h -a"}
	process        = runner{options: "-s"}
)

// Sets of runners.
var (
	oneOfEach = []runner{
		container,
		containerChild,
		containerAll,
		process,
	}
	everyRunner = []runner{
		container,
		containerChild,
		{pid1: true, options: "-w"},
		{pid1: true, options: "-k 1h"},
		{pid1: true, options: "-a"},
		containerAll,
		{pid1: true, options: "-c -w -k 1h"},
		process,
		{options: "-s -c"},
		{options: "-s -w -k 1h"},
	}
)

// each runs a test with each of the runners.
func each(t *testing.T, runners []runner, test func(t *testing.T, r runner)) {
	for _, r := range runners {
		t.Run(r.String(), func(t *testing.T) {
			r.need(t)
			test(t, r)
		})
	}
}

// need skips the test if dumb-init cannot be run in this way.
func (r runner) need(t *testing.T) {
	t.Helper()
	if r.pid1 {
		kit.NeedNamespaces(t)
	}
}

// String returns a name for tests.
func (r runner) String() string {
	name := "process"
	if r.pid1 {
		name = "container"
	}
	return name + strings.ReplaceAll(r.options, " ", "")
}

func (r runner) has(option string) bool {
	return slices.Contains(strings.Fields(r.options), option)
}

// command returns dumb-init with the command that it is to run, ready to be started. A test may
// change it before.
func (r runner) command(words ...string) *exec.Cmd {
	args := append([]string{"dumb-init"}, strings.Fields(r.options)...)
	args = append(args, "--")
	args = append(args, words...)
	cmd := &exec.Cmd{
		Path: dumbInit,
		Args: args,
		SysProcAttr: &syscall.SysProcAttr{
			Pdeathsig: syscall.SIGKILL, // nothing outlives the test
			Setpgid:   true,            // with -c the command is in this process group, not ours
		},
	}
	if r.pid1 {
		kit.InNamespace(cmd)
	}
	return cmd
}

// after has a shell run a line first. Then the program takes the place of the shell.
func after(line string, cmd *exec.Cmd) *exec.Cmd {
	script := line + `
path=$1
shift 2
exec "$path" "$@"`
	cmd.Args = append([]string{"sh", "-ec", script, "sh", cmd.Path}, cmd.Args...)
	cmd.Path = "/bin/sh"
	return cmd
}
