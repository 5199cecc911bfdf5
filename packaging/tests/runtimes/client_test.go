//go:build runtimes

package runtimes

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
)

// A client is docker or podman, whose command lines are alike.
type client struct {
	words []string // the program, with options for every command
	env   []string
	run   []string            // options for every container
	init  []string            // those that have dumb-init run as its init
	image []string            // the root file system
	on    func(tree) []string // how to say which that is
	rm    []string            // the command that removes a container at once
}

func (c *client) over(r tree) engine {
	same := *c
	same.image = c.on(r)
	return &same
}

func (c *client) command(t *testing.T, name string, b box) *exec.Cmd {
	words := append(c.words[1:len(c.words):len(c.words)], "run", "--name", name)
	words = append(append(words, c.run...), b.flags...)
	if b.options != "" {
		words = append(words, "--env=DUMB_INIT_OPTIONS="+b.options)
	}
	if b.terminal {
		words = append(words, "-i", "-t")
	}
	if b.signal != "" {
		words = append(words, "--stop-signal="+b.signal)
	}
	switch b.way {
	case asInit:
		words = append(words, c.init...)
	case asEntrypoint:
		words = append(words, "--entrypoint", "/bin/dumb-init")
	}
	words = append(append(words, c.image...), b.words...)
	cmd := exec.Command(c.words[0], words...)
	cmd.Env = append(os.Environ(), c.env...)
	cmd.Dir = place // podman's conmon leaves a file there when memory has run out
	return cmd
}

// do runs another command of the client.
func (c *client) do(t *testing.T, words ...string) string {
	t.Helper()
	return do(t, c.env, append(c.words[:len(c.words):len(c.words)], words...)...)
}

func (c *client) pid(t *testing.T, name string) int {
	t.Helper()
	pid, err := strconv.Atoi(c.do(t, "inspect", "--format", "{{.State.Pid}}", name))
	try(t, err)
	return pid
}

// stop sends the stop signal, and KILL after an hour, or a second.
func (c *client) stop(t *testing.T, name string, b box) {
	t.Helper()
	patience := "3600"
	if b.impatient {
		patience = "1"
	}
	c.do(t, "stop", "-t", patience, name)
}

func (c *client) remove(name string) { c.quietly(append(c.rm[:len(c.rm):len(c.rm)], name)...) }

// quietly runs a command which may fail.
func (c *client) quietly(words ...string) {
	ctx, cancel := context.WithTimeout(context.Background(), deadline)
	defer cancel()
	cmd := exec.CommandContext(ctx, c.words[0], append(c.words[1:len(c.words):len(c.words)], words...)...)
	cmd.Env = append(os.Environ(), c.env...)
	_ = cmd.Run()
}

// archive makes a tar file of a directory.
func archive(t *testing.T, directory string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "root.tar")
	do(t, nil, "tar", "-C", directory, "-cf", file, ".")
	return file
}
