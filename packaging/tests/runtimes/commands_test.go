//go:build runtimes

package runtimes

import (
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"dumb-init.alt/internal/testing/kit"
)

// needRootAnd skips a test that is not run by root, or for which one of the programs is missing.
func needRootAnd(t testing.TB, programs ...string) {
	t.Helper()
	kit.NeedRoot(t)
	for _, program := range programs {
		kit.Need(t, program)
	}
}

// command returns a command of these words.
func command(words ...string) *exec.Cmd { return exec.Command(words[0], words[1:]...) }

// run runs a command that has to succeed, and returns what it has printed, without white space
// around it.
func run(t testing.TB, cmd *exec.Cmd) string {
	t.Helper()
	stdout, stderr, status := kit.Outcome(t, cmd)
	if status != 0 {
		t.Fatalf("%q: got exit status %d, want 0\n%s%s", cmd.Args, status, stdout, stderr)
	}
	return strings.TrimSpace(stdout)
}

// runWithin runs a command that may fail, and kills it after so much time.
func runWithin(limit time.Duration, cmd *exec.Cmd) {
	if err := cmd.Start(); err != nil {
		return
	}
	timer := time.AfterFunc(limit, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	_ = cmd.Wait()
}

// copyFile copies a file. Everyone may read and execute the copy.
func copyFile(from, to string) error {
	content, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, content, 0o755)
}
