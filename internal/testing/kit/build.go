package kit

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Main is the TestMain of a package that builds programs: prepare builds them in a directory that
// is removed after the tests. Without gcc the package is skipped, except on CI.
func Main(m *testing.M, prepare func(directory string) error) {
	if _, err := exec.LookPath("gcc"); err != nil && os.Getenv("CI") == "" {
		note("all tests of a package", "gcc")
		fmt.Println("missing: gcc, without which nothing is tested here")
		os.Exit(0)
	}
	nothing := func() error { return nil }
	os.Exit(Run(m, prepare, nothing))
}

// Run runs the tests of a package between two steps, and returns the exit status. prepare gets a
// directory for what the tests need. finish looks at what they have left, before the directory is
// removed. An error of either fails the package.
func Run(m *testing.M, prepare func(directory string) error, finish func() error) (status int) {
	directory, err := os.MkdirTemp("", "test")
	if err == nil {
		defer os.RemoveAll(directory)
		err = os.Chmod(directory, 0o755) // for tests as another user
	}
	if err == nil {
		err = prepare(directory)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	status = m.Run()
	if err := finish(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return status
}

// Build builds dumb-init for an architecture (a GOARCH), with further flags of go build.
func Build(arch, output string, flags ...string) error {
	args := append([]string{arch, output}, flags...)
	return Command(filepath.Join(Root(), "scripts/build"), args...)
}

// Compile compiles a program of one C file, statically.
func Compile(source, output string, flags ...string) error {
	args := append([]string{"-O2", "-static", "-Wall", "-o", output, source}, flags...)
	return Command("gcc", args...)
}

// Command runs a program. What it prints is part of the error if it fails.
func Command(name string, args ...string) error {
	output, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s %q: %w\n%s", name, args, err, output)
	}
	return nil
}
