// Package kit is what all tests share: programs that are built once, processes that end with their
// test, PID namespaces, conditions that are waited for, and what a machine must have.
//
// No test depends on speed. Under load a machine may stall for a minute with every process on it,
// so a test waits for a condition, never for a time, and only Deadline decides that something
// hangs.
package kit

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// Deadline is after how long a condition counts as never met. It is for a program that hangs:
// nothing that works comes near it, on a machine that stalls for a minute or two either.
const Deadline = 5 * time.Minute

// Try ends the test if there is an error.
func Try(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Within reports whether a condition holds before so much time has passed. Tests call Eventually,
// except those that look for a hang.
func Within(patience time.Duration, condition func() bool) bool {
	const longest = 50 * time.Millisecond
	pause := 100 * time.Microsecond
	for end := time.Now().Add(patience); !condition(); pause = min(2*pause, longest) {
		if time.Now().After(end) {
			return false
		}
		time.Sleep(pause)
	}
	return true
}

// Eventually waits until a condition holds, and ends the test if it never does.
func Eventually(t testing.TB, what string, condition func() bool) {
	t.Helper()
	if !Within(Deadline, condition) {
		t.Fatalf("waited in vain for: %s", what)
	}
}

// Await waits until a channel is closed or has a value, and ends the test if it never is.
func Await[T any](t testing.TB, what string, event <-chan T) {
	t.Helper()
	select {
	case <-event:
	case <-time.After(Deadline):
		t.Fatalf("waited in vain for: %s", what)
	}
}

// Root returns the directory of the repository, the nearest above the working directory that has
// the program's go.mod.
func Root() string {
	directory, err := os.Getwd()
	for err == nil {
		if _, missing := os.Stat(filepath.Join(directory, "cmd/dumb-init")); missing == nil {
			return directory
		}
		if directory == filepath.Dir(directory) {
			break
		}
		directory = filepath.Dir(directory)
	}
	panic("no directory above the working directory has cmd/dumb-init")
}
