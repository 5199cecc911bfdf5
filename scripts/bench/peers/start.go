package peers

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"strconv"
)

// Start measures how long each init takes to start a command that does nothing, and to end with it, in as
// many rounds. It returns the nanoseconds of each round for the command alone and for each init.
func (b *Bench) Start(inits []Init, rounds int) (alone []int64, with [][]int64, err error) {
	args := []string{strconv.Itoa(rounds), b.nothing}
	for _, init := range inits {
		args = append(append(append(args, ";"), init.Argv...), b.nothing)
	}
	cmd := exec.Command(b.launch, args...)
	isolate(cmd, 0)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, nil, fmt.Errorf("launch: %w", err)
	}
	times := make([][]int64, 1+len(inits))
	for line := range bytes.Lines(out) {
		var which int
		var ns int64
		if _, err := fmt.Sscan(string(line), &which, &ns); err != nil {
			return nil, nil, fmt.Errorf("launch said %q: %w", line, err)
		}
		times[which] = append(times[which], ns)
	}
	return times[0], times[1:], nil
}
