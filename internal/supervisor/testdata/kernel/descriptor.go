package kernel

import "dumb-init.alt/internal/signals"

// Standard streams.
const (
	Stdout = 1
	Stderr = 2
)

// pipe is sent to a process that writes where nobody reads.
const pipe signals.Signal = 13

// Write notes a line. On a broken standard error nothing is written, and PIPE comes, in the init's
// name.
func Write(_ int32, text string, _ uint32) (written bool) {
	world.Lines = append(world.Lines, text)
	if world.BrokenStderr {
		world.Send(SignalInfo{Number: pipe, Killed: true, Sender: world.Self})
	}
	return !world.BrokenStderr
}
