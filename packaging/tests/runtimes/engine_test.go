//go:build runtimes

package runtimes

import (
	"os/exec"
	"syscall"
	"testing"
)

// An initMode is how dumb-init comes to be PID 1 of a container.
type initMode string

const (
	noInit     initMode = "no init"    // not at all: PID 1 is what the spec or the image says
	engineInit initMode = "init"       // by the engine's own option
	entrypoint initMode = "entrypoint" // as the entrypoint of the image
)

// A spec is the container that a test wants.
type spec struct {
	mode       initMode
	options    string        // of dumb-init, in DUMB_INIT_OPTIONS
	flags      []string      // of 'docker run' and 'podman run'
	config     func(*config) // what runc and crun have in config.json in place of these flags
	terminal   bool          // the container has a terminal
	stopSignal stopSignal    // TERM, unless it is set
	impatient  bool          // KILL follows the stop signal at once, or after a second
	words      []string      // the command
}

// A stopSignal is a signal that containers are stopped by.
type stopSignal struct {
	name   string // as docker and podman have it
	number syscall.Signal
}

// The stop signals. Real-time signals are counted as the C library does: it keeps 32 and 33 for
// itself.
var (
	sigINT    = stopSignal{"INT", syscall.SIGINT}
	sigQUIT   = stopSignal{"QUIT", syscall.SIGQUIT}
	sigTERM   = stopSignal{"TERM", syscall.SIGTERM}
	sigRTMIN3 = stopSignal{"RTMIN+3", 34 + 3}
)

// Exit statuses of a command that a signal has killed.
const (
	killedByINT    = 128 + int(syscall.SIGINT)
	killedByQUIT   = 128 + int(syscall.SIGQUIT)
	killedByKILL   = 128 + int(syscall.SIGKILL)
	killedByTERM   = 128 + int(syscall.SIGTERM)
	killedByRTMIN3 = 128 + 34 + 3
)

// script returns the spec of a container that runs a shell script.
func script(mode initMode, text string) spec {
	return spec{mode: mode, words: []string{"sh", "-c", text}}
}

// An engine runs containers.
type engine interface {
	// on returns the same engine, with this root file system for its containers.
	on(r rootfs) engine

	// command returns the command that runs a container in the foreground.
	command(t testing.TB, name string, s spec) *exec.Cmd

	// pid1 returns the process ID that a container's PID 1 has outside.
	pid1(t testing.TB, name string) int

	// stop stops a container as users of the engine do.
	stop(t testing.TB, name string, s spec)

	// remove removes a container in whatever state it is, if there is one.
	remove(name string)

	// resizes reports whether a container's terminal follows the size of the terminal outside.
	resizes() bool
}
