package peers

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strconv"
)

// Starts are the nanoseconds that starts took, one of each kind in each round.
type Starts struct {
	Alone []int64   // the command without an init
	With  [][]int64 // for each init, the init with the command
}

// Start measures in so many rounds how long each init takes to start a command that does nothing,
// and to end with it.
func (b *Bench) Start(inits []Init, rounds int) (Starts, error) {
	args := []string{strconv.Itoa(rounds), b.nothing}
	for _, init := range inits {
		args = append(args, ";")
		args = append(args, init.Argv...)
		args = append(args, b.nothing)
	}
	cmd := exec.Command(b.launch, args...)
	permit(cmd)
	cmd.Stderr = os.Stderr
	output, err := cmd.Output()
	if err != nil {
		return Starts{}, fmt.Errorf("launch: %w", err)
	}
	times := make([][]int64, 1+len(inits))
	for line := range bytes.Lines(output) {
		var which int
		var nanoseconds int64
		if _, err := fmt.Sscan(string(line), &which, &nanoseconds); err != nil {
			return Starts{}, fmt.Errorf("launch said %q: %w", line, err)
		}
		times[which] = append(times[which], nanoseconds)
	}
	return Starts{Alone: times[0], With: times[1:]}, nil
}
