// Package storms puts the built program under more load than any container does: signals by the
// million, forks up to the limit, orphans faster than they can be reaped, no memory left, and
// starts and stops by the thousand.
//
// Its tests count, and wait for what must come; only kit.Deadline says that dumb-init hangs.
// "make soak" runs the same tests at full size, and prints what was done.
package storms

import (
	"flag"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"dumb-init.alt/internal/testing/kit"
)

var (
	soak = flag.Bool("soak", false, "full size, which takes minutes")
	seed = flag.Uint64("seed", uint64(time.Now().UnixNano()), "the seed of what is left to chance")
)

// size returns how much of something a test does.
func size(short, full int) int {
	if *soak {
		return full
	}
	return short
}

// Programs that TestMain builds.
var (
	dumbInit string
	load     string // testdata/load.c, the command that the tests run
)

func TestMain(m *testing.M) {
	flag.Parse()
	kit.Main(m, func(directory string) error {
		dumbInit = filepath.Join(directory, "dumb-init")
		load = filepath.Join(directory, "load")
		if err := kit.Build(runtime.GOARCH, dumbInit); err != nil {
			return err
		}
		return kit.Compile("testdata/load.c", load, "testdata/workers.c")
	})
}
