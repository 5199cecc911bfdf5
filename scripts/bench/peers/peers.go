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

// The other inits, as Debian packages them. tini and catatonit signal the child alone.
var (
	DumbInit       = Init{"dumb-init 1.2.5", []string{"/usr/bin/dumb-init"}}
	DumbInitSingle = Init{"dumb-init 1.2.5 -c", []string{"/usr/bin/dumb-init", "-c"}}
	Tini           = Init{"tini", []string{"/usr/bin/tini-static"}}
	Catatonit      = Init{"catatonit", []string{"/usr/bin/catatonit"}}
)

// Bench holds the programs that a measurement needs: our init and the small ones of testdata.
type Bench struct {
	root, dir        string
	Ours, OursSingle Init
	launch           string
	nothing          string
	work             string
}

// New builds them in a directory; root is the directory of the module.
func New(root, dir string) (*Bench, error) {
	in := func(name string) string { return filepath.Join(dir, name) }
	b := &Bench{
		root: root, dir: dir,
		Ours:       Init{"ours", []string{in("dumb-init")}},
		OursSingle: Init{"ours -c", []string{in("dumb-init"), "-c"}},
		launch:     in("launch"), nothing: in("nothing"), work: in("work"),
	}
	for _, args := range [][]string{
		{filepath.Join(root, "scripts/build"), runtime.GOARCH, in("dumb-init")},
		{"gcc", "-static", "-O1", "-o", b.launch, b.source("launch.c")},
		{"gcc", "-static", "-O1", "-nostdlib", "-o", b.nothing, b.source("nothing.c")},
		{"gcc", "-static", "-O1", "-o", b.work, b.source("work.c")},
	} {
		if err := build(nil, args...); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// Hosted builds an init on the Go runtime: what Go would cost otherwise.
func (b *Bench) Hosted() (Init, error) {
	out := filepath.Join(b.dir, "hosted")
	return Init{"Go os/signal", []string{out}}, build([]string{"CGO_ENABLED=0"},
		"go", "build", "-C", b.root, "-trimpath", "-ldflags=-s -w", "-o", out, "./scripts/bench/peers/testdata/hosted")
}

// Floor builds the smallest of inits in C: what is hardly to be had for less.
func (b *Bench) Floor() (Init, error) {
	out := filepath.Join(b.dir, "floor")
	return Init{"C floor", []string{out}}, build(nil, "musl-gcc", "-static", "-Os", "-s", "-o", out, b.source("floor.c"))
}

func (b *Bench) source(name string) string {
	return filepath.Join(b.root, "scripts/bench/peers/testdata", name)
}

func build(environment []string, args ...string) error {
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Env = append(os.Environ(), environment...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%v: %w\n%s", args, err, out)
	}
	return nil
}

// Missing returns what of the inits, and of the programs that measuring takes, is not installed.
func Missing(inits ...Init) (programs []string) {
	programs = []string{"gcc", "musl-gcc", "strace"}
	for _, init := range inits {
		programs = append(programs, init.Argv[0])
	}
	return slices.DeleteFunc(programs, func(program string) bool {
		_, err := exec.LookPath(program)
		return err == nil
	})
}

// environment is one that a container may have: its size tells in the memory of the stack.
var environment = []string{"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOSTNAME=peers", "HOME=/root"}

// isolate has a command run in new namespaces. An ordinary user needs a user namespace for that.
func isolate(cmd *exec.Cmd, flags uintptr) {
	cmd.Env = environment
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: flags}
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
