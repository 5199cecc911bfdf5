//go:build runtimes

// Package runtimes tests dumb-init with the container runtimes themselves: dockerd, podman, runc and crun.
// It needs root, what scripts/runtime-tools installs and what 'make dist' makes; scripts/test-runtimes runs it.
//
// The tests wait for conditions, never for a time; their deadlines are there for what hangs.
package runtimes

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// deadline bounds every wait.
const deadline = time.Minute

// What TestMain makes.
var (
	place    string // the directory that holds all that the tests make
	cgroups  string // the control group that holds their containers
	dumbInit string // the program, as it is published
)

func TestMain(m *testing.M) {
	os.Exit(func() (status int) {
		err := prepare()
		defer os.RemoveAll(place)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		status = m.Run()
		for _, left := range leftovers() {
			fmt.Fprintln(os.Stderr, "left behind:", left)
			status = 1
		}
		return status
	}())
}

func prepare() (err error) {
	if place, err = os.MkdirTemp("", "runtimes"); err != nil {
		return err
	}
	if err := os.Chmod(place, 0o755); err != nil { // for users in containers
		return err
	}
	cgroups = "/" + filepath.Base(place)
	binary, err := published()
	if err != nil {
		return err
	}
	dumbInit = filepath.Join(place, "dumb-init")
	if err := copyFile(binary, dumbInit); err != nil {
		return err
	}
	return makeScratch()
}

func copyFile(from, to string) error {
	content, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, content, 0o755)
}

// output runs a command and returns what it prints.
func output(cmd *exec.Cmd) (string, error) {
	var complaint strings.Builder
	if cmd.Stderr == nil {
		cmd.Stderr = &complaint
	}
	printed, err := cmd.Output()
	if err != nil {
		err = fmt.Errorf("%s: %w\n%s%s", strings.Join(cmd.Args, " "), err, printed, complaint.String())
	}
	return strings.TrimSpace(string(printed)), err
}

// do runs a command that has to succeed, and returns what it prints.
func do(t *testing.T, env []string, words ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), deadline)
	defer cancel()
	cmd := exec.CommandContext(ctx, words[0], words[1:]...)
	cmd.Env = append(os.Environ(), env...)
	printed, err := output(cmd)
	try(t, err)
	return printed
}

func try(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// eventually waits until a condition holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(deadline); !holds(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("still waiting for: ", what)
		}
	}
}

// need ends a test for which a program is missing: by skipping it, or on CI, which has everything, by failing.
func need(t *testing.T, programs ...string) {
	t.Helper()
	missing := ""
	if os.Getuid() != 0 {
		missing = "root"
	}
	for _, program := range programs {
		if _, err := exec.LookPath(program); err != nil {
			missing = program
		}
	}
	switch {
	case missing == "":
	case os.Getenv("CI") != "":
		t.Fatal("missing: ", missing)
	default:
		t.Skip("missing: ", missing)
	}
}
