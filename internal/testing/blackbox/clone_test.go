package blackbox

import (
	"os/exec"
	"slices"
	"syscall"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// withSilentChild has dumb-init inherit a child that was made without an exit signal, as the caller
// of "exec dumb-init" may have done.
func withSilentChild(cmd *exec.Cmd) *exec.Cmd { return launched(cmd, "silent-child") }

// silentChild returns the child of withSilentChild, next to the command.
func (p *running) silentChild(command int) (child int) {
	p.T.Helper()
	all := p.children()
	for _, pid := range all {
		if pid != command {
			child = pid
		}
	}
	if len(all) != 2 || child == 0 {
		p.T.Fatalf("children: got %v, want the command %d and another", all, command)
	}
	killAtEnd(p.T, child)
	return child
}

// A child that was made without an exit signal is reaped.
func TestChildWithoutExitSignalIsReaped(t *testing.T) {
	eachMode(t, native, func(t *testing.T, r runner, option []string) {
		words := slices.Concat(option, []string{probe, "pause"})
		p := start(t, withSilentChild(r.command(words...)))
		p.ready()
		child := p.silentChild(p.commandPID())
		kit.Try(t, syscall.Kill(child, syscall.SIGKILL))
		kit.Eventually(t, "reaping", func() bool { return len(p.children()) == 1 })
		p.Signal(term)
		p.WantStatus(128 + term)
	})
}

// With -w dumb-init waits for a child that was made without an exit signal.
func TestChildWithoutExitSignalIsWaitedFor(t *testing.T) {
	eachMode(t, native, func(t *testing.T, r runner, option []string) {
		words := slices.Concat(option, []string{"-v", "-w", probe, "obey", "5"})
		p := start(t, withSilentChild(r.command(words...)))
		p.ready()
		child := p.silentChild(p.commandPID())
		p.Stdin.Close()
		p.See(p.Stderr, `A child with PID .* exited with exit status 5`)
		awaitAsleep(t, p.PID)
		kit.Try(t, syscall.Kill(child, syscall.SIGKILL))
		p.WantStatus(5)
		p.See(p.Stderr, `was terminated by signal 9 \(SIGKILL\)`)
	})
}

// The time of -k ends a child that was made without an exit signal.
func TestChildWithoutExitSignalIsKilled(t *testing.T) {
	each(t, native, func(t *testing.T, r runner) {
		p := start(t, withSilentChild(r.command("-w", "-k", "20ms", probe, "obey", "5")))
		p.ready()
		p.silentChild(p.commandPID())
		p.Stdin.Close()
		p.WantStatus(5)
	})
}
