//go:build runtimes

// Package runtimes tests dumb-init in containers of the real runtimes: dockerd, podman, runc and
// crun. It takes dumb-init as 'make dist' publishes it. It needs root and the programs that
// scripts/runtime-tools installs; scripts/test-runtimes does all of that, and runs the tests.
//
// One word for each thing:
//
//   - An engine runs containers: docker, podman, runc or crun.
//   - A rootfs is a root file system for containers: scratch has busybox and dumb-init and nothing
//     else, debian is Debian with our package and some servers.
//   - An init mode is how dumb-init comes to be PID 1: by the engine's option --init, as the
//     image's entrypoint, or not at all.
//   - A spec is the container that a test wants, in words that each engine translates into its own.
//   - A container is one that was started from a spec.
//   - A workload is what the container runs until it is stopped.
//   - A scenario is one way in which people configure containers: a spec, a workload, and the exit
//     status after the stop. The matrix is every scenario in every init mode on every rootfs with
//     every engine.
//   - A server is a package of Debian that is stopped with work at hand, and has to keep its data.
//
// Read the files in this order:
//
//	main        what is made before the tests and checked after them
//	commands    how a test runs a command
//	rootfs      the two root file systems
//	engine      spec, init mode, and what an engine does
//	container   a started container, and what a test may ask of it
//	workloads   what containers run
//	basics      the tests that every engine has to pass
//	scenarios   the table of scenarios; its first rows, the restrictions, are in restrictions
//	matrix      how a scenario is tried
//	terminal    job control in a container with a terminal
//	servers     the table of servers; visits has the test, busy the work at hand
//	cli         docker and podman by their command lines; cli_options has the tests for both
//	docker      dockerd; docker_info has how the daemon asks for a version
//	podman      podman; pods has its pods
//	oci         runc and crun; bundle has how they are run, config the form of config.json
//	pause       runc and crun with 'dumb-init -P', as podman's pods use it
//	leftovers   what no test may leave behind
package runtimes

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"dumb-init.alt/internal/testing/kit"
)

// patience is for what ends after a test has: its container, its daemon, and what they have
// started.
const patience = 2 * time.Minute

// What prepare makes.
var (
	workDir      string // the directory of everything that the tests make
	cgroupParent string // the control group above those of all containers
	dumbInit     string // the program, as it is published
)

func TestMain(m *testing.M) { os.Exit(kit.Run(m, prepare, removeLeftovers)) }

func prepare(directory string) error {
	workDir = directory
	cgroupParent = "/dumb-init-" + filepath.Base(directory)
	dumbInit = filepath.Join(directory, "dumb-init")
	published, err := publishedBinary()
	if err != nil {
		return err
	}
	if err := copyFile(published, dumbInit); err != nil {
		return err
	}
	return makeScratch()
}
