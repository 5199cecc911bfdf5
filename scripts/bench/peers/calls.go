package peers

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Calls counts the system calls of an init, in all its threads and in its child, after its own
// execve and up to its command's. strace(1) sees them.
func (b *Bench) Calls(init Init) (int64, error) {
	trace := filepath.Join(b.directory, "trace")
	defer os.Remove(trace)
	args := []string{"-f", "-qq", "-e", "signal=none", "-o", trace, b.launch, "1"}
	args = append(args, init.Argv...)
	args = append(args, b.nothing)
	cmd := exec.Command("strace", args...)
	permit(cmd)
	if output, err := cmd.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("%q: %w\n%s", cmd.Args, err, output)
	}
	text, err := os.ReadFile(trace)
	if err != nil {
		return 0, err
	}
	count, complete := countCalls(string(text), b.nothing)
	if !complete {
		return 0, fmt.Errorf("%s: no execve of the command in the trace:\n%s", init.Name, text)
	}
	return count, nil
}

// countCalls counts the calls in a trace of launch, which starts an init, which starts a command. A
// line is a process ID and a call. A call during which another process makes one has two lines, the
// second with "<... " instead of its beginning.
func countCalls(trace, command string) (count int64, complete bool) {
	launch, _, _ := strings.Cut(trace, " ") // makes the first call
	began := false
	for line := range strings.Lines(trace) {
		pid, call, _ := strings.Cut(line, " ")
		call = strings.TrimLeft(call, " ")
		if pid == launch || strings.HasPrefix(call, "<... ") {
			continue
		}
		if !began {
			began = strings.HasPrefix(call, "execve(") // of the init
			continue
		}
		count++
		if strings.HasPrefix(call, `execve("`+command+`"`) {
			return count, true
		}
	}
	return count, false
}
