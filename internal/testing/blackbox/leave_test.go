package blackbox

import (
	"os"
	"slices"
	"testing"

	"dumb-init.alt/internal/testing/kit"
	"dumb-init.alt/internal/testing/proc"
)

// startLeave starts dumb-init with the probe's job "leave" as its command, which ends with status
// 5 when standard input does, and leaves a process behind. startLeave returns the ID of that
// process, as the test sees it.
func startLeave(t testing.TB, r runner, options ...string) (p *running, left int) {
	t.Helper()
	p = start(t, r.command(slices.Concat(options, []string{probe, "leave", "5"})...))
	p.ready()
	all := proc.Descendants(p.PID)
	left = all[len(all)-1]
	killAtEnd(t, left)
	return p, left
}

// killAtEnd kills a process when the test ends, if it has not ended by then. os.FindProcess takes a
// descriptor of the process, so that another process with its number is safe.
func killAtEnd(t testing.TB, pid int) {
	t.Helper()
	target, err := os.FindProcess(pid)
	kit.Try(t, err)
	t.Cleanup(func() { target.Kill() })
}

// awaitSurvivor ends the command of the probe's job "leave", waits until dumb-init has seen its
// end, and returns the ID of the process that is left. dumb-init needs the options -v and -w.
func (p *running) awaitSurvivor() int {
	p.T.Helper()
	p.Stdin.Close()
	p.See(p.Stderr, "A child with PID .* exited")
	kit.Eventually(p.T, "adoption", func() bool { return len(proc.Children(p.PID)) == 1 })
	return onlyChild(p.T, p.PID).PID
}

// leftIsKilled waits for the end of the process that is left, and fails if it ended by itself:
// the probe then prints "end".
func (p *running) leftIsKilled() {
	p.T.Helper()
	kit.Eventually(p.T, "the end of the process left", p.Stdout.Ended)
	if _, ended := p.Stdout.Match("^end$"); ended {
		p.T.Errorf("the process left: got its own end, want death by KILL:\n%s", p.Stdout)
	}
}
