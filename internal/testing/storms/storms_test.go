// Package storms puts the built program under more load than any container makes: signals by the million, forks to
// the limit, orphans faster than they can be reaped, no memory, and starts and stops by the thousand.
//
// It counts, and waits for what must come; its deadline is there for a dumb-init that hangs. "make soak" runs
// the same tests at full size, and prints what was done.
package storms

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

var (
	soak = flag.Bool("soak", false, "full size, which takes minutes")
	seed = flag.Uint64("seed", uint64(time.Now().UnixNano()), "what chance begins with")
)

// size is how much of something a test does.
func size(short, full int) int {
	if *soak {
		return full
	}
	return short
}

// Programs that TestMain builds.
var (
	dumbInit string
	storm    string // testdata/storm.c, the command that the tests run
)

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(func() int {
		if _, err := exec.LookPath("gcc"); err != nil && os.Getenv("CI") == "" {
			fmt.Println("missing: gcc, without which nothing is tested here")
			return 0
		}
		directory, err := os.MkdirTemp("", "storms")
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
	if err := os.Chmod(directory, 0o755); err != nil { // for a storm of another user
		return err
	}
	dumbInit, storm = filepath.Join(directory, "dumb-init"), filepath.Join(directory, "storm")
	if err := command("../../../scripts/build", runtime.GOARCH, dumbInit); err != nil {
		return err
	}
	return command("gcc", "-O2", "-static", "-Wall", "-o", storm, "testdata/storm.c", "testdata/parts.c")
}

func command(name string, args ...string) error {
	if output, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", name, err, output)
	}
	return nil
}
