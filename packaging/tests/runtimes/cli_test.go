//go:build runtimes

package runtimes

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// A cli is the command line of docker or podman, which are alike.
type cli struct {
	program   []string // with the options that every command takes
	env       []string // the variables that it adds to those of the tests
	runFlags  []string // for every container
	initFlags []string // for containers in which dumb-init is the engine's init
	rmCommand []string // removes containers without delay

	image   []string              // how 'run' is told the rootfs
	imageOf func(rootfs) []string // the same, for any rootfs
}

func (c *cli) on(r rootfs) engine {
	same := *c
	same.image = c.imageOf(r)
	return &same
}

// cmd returns a command of docker or podman.
func (c *cli) cmd(words ...string) *exec.Cmd {
	cmd := command(slices.Concat(c.program, words)...)
	cmd.Env = append(os.Environ(), c.env...)
	cmd.Dir = workDir // podman's conmon leaves a file there when memory has run out
	return cmd
}

// do runs a command of docker or podman that has to succeed, and returns what it has printed.
func (c *cli) do(t testing.TB, words ...string) string {
	t.Helper()
	return run(t, c.cmd(words...))
}

// try runs a command of docker or podman that may fail.
func (c *cli) try(words ...string) { runWithin(patience, c.cmd(words...)) }

func (c *cli) command(t testing.TB, name string, s spec) *exec.Cmd {
	words := []string{"run", "--name", name}
	words = append(words, c.runFlags...)
	words = append(words, s.flags...)
	if s.options != "" {
		words = append(words, "--env=DUMB_INIT_OPTIONS="+s.options)
	}
	if s.terminal {
		words = append(words, "-i", "-t")
	}
	if s.stopSignal.name != "" {
		words = append(words, "--stop-signal="+s.stopSignal.name)
	}
	switch s.mode {
	case engineInit:
		words = append(words, c.initFlags...)
	case entrypoint:
		words = append(words, "--entrypoint", "/bin/dumb-init")
	}
	words = append(words, c.image...)
	words = append(words, s.words...)
	return c.cmd(words...)
}

func (c *cli) pid1(t testing.TB, name string) int {
	t.Helper()
	pid, err := strconv.Atoi(c.do(t, "inspect", "--format", "{{.State.Pid}}", name))
	kit.Try(t, err)
	return pid
}

// stop sends the stop signal. KILL would follow after an hour, or after a second for an impatient
// spec.
func (c *cli) stop(t testing.TB, name string, s spec) {
	t.Helper()
	seconds := "3600"
	if s.impatient {
		seconds = "1"
	}
	c.do(t, "stop", "-t", seconds, name)
}

func (c *cli) remove(name string) {
	c.try(slices.Concat(c.rmCommand, []string{name})...)
}

func (c *cli) resizes() bool { return true }

// archive makes a tar file of a directory.
func archive(t testing.TB, directory string) (file string) {
	t.Helper()
	file = filepath.Join(t.TempDir(), "root.tar")
	run(t, command("tar", "-C", directory, "-cf", file, "."))
	return file
}
