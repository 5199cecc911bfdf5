package peers

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Calls counts the system calls of an init, in all its threads and in its child, after its own execve and up to
// its command's.
func (b *Bench) Calls(init Init) (int64, error) {
	trace := filepath.Join(b.dir, "trace")
	defer os.Remove(trace)
	args := append([]string{"-f", "-qq", "-e", "signal=none", "-o", trace, b.launch, "1"}, init.Argv...)
	cmd := exec.Command("strace", append(args, b.nothing)...)
	isolate(cmd, 0)
	if out, err := cmd.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("%v: %w\n%s", cmd.Args, err, out)
	}
	text, err := os.ReadFile(trace)
	if err != nil {
		return 0, err
	}
	var launch string // its process ID begins the first line
	var count int64
	began := false
	for line := range bytes.Lines(text) {
		pid, call, _ := strings.Cut(string(line), " ")
		call = strings.TrimLeft(call, " ")
		if launch == "" {
			launch = pid
		}
		switch {
		case pid == launch || strings.HasPrefix(call, "<..."):
		case !began:
			began = strings.HasPrefix(call, "execve(") // of the init
		default:
			count++
			if strings.HasPrefix(call, "execve(\""+b.nothing+"\"") {
				return count, nil
			}
		}
	}
	return 0, fmt.Errorf("%s: the trace does not show how the command starts:\n%s", init.Name, text)
}
