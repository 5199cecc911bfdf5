// Package peers measures dumb-init beside other container inits, each as PID 1 of a new PID namespace,
// in turns, so that what else the machine does meets all of them alike.
package peers

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"syscall"
)

// Init is an init to measure.
type Init struct {
	Name string
	Argv []string // the command's own is appended
}

// The other inits, as Debian packages them. tini has no other mode than signalling the child alone, unless
// asked for its group; catatonit has no other at all.
var (
	DumbInit       = Init{"dumb-init 1.2.5", []string{"/usr/bin/dumb-init"}}
	DumbInitSingle = Init{"dumb-init 1.2.5 -c", []string{"/usr/bin/dumb-init", "-c"}}
	Tini           = Init{"tini", []string{"/usr/bin/tini-static", "-s"}}
	Catatonit      = Init{"catatonit", []string{"/usr/bin/catatonit"}}
)

// Bench holds the programs that a measurement needs: our init and the small ones of testdata.
type Bench struct {
	Ours, OursSingle Init
	launch           string
	nothing          string
	work             string
}

// New builds them in a directory; root is the directory of the module.
func New(root, dir string) (*Bench, error) {
	in := func(name string) string { return filepath.Join(dir, name) }
	b := &Bench{
		Ours:       Init{"ours", []string{in("dumb-init")}},
		OursSingle: Init{"ours -c", []string{in("dumb-init"), "-c"}},
		launch:     in("launch"), nothing: in("nothing"), work: in("work"),
	}
	source := func(name string) string { return filepath.Join(root, "scripts/peers/testdata", name) }
	for _, args := range [][]string{
		{filepath.Join(root, "scripts/build"), runtime.GOARCH, in("dumb-init")},
		{"gcc", "-static", "-O1", "-o", b.launch, source("launch.c")},
		{"gcc", "-static", "-O1", "-nostdlib", "-o", b.nothing, source("nothing.c")},
		{"gcc", "-static", "-O1", "-o", b.work, source("work.c")},
	} {
		if out, err := exec.Command(args[0], args[1:]...).CombinedOutput(); err != nil {
			return nil, fmt.Errorf("%v: %w\n%s", args, err, out)
		}
	}
	return b, nil
}

// isolate has a command run in new namespaces. An ordinary user needs a user namespace for that.
func isolate(cmd *exec.Cmd, flags uintptr) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: flags, Pdeathsig: syscall.SIGKILL}
	if uid, gid := os.Getuid(), os.Getgid(); uid != 0 {
		cmd.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: uid, Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: gid, Size: 1}}
	}
}

// Median returns the middle value; there must be one.
func Median[T int64 | float64](values []T) T {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}
