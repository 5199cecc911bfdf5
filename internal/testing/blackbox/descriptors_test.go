package blackbox

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// The command inherits all file descriptors; dumb-init keeps none from 3 up.
func TestInheritedDescriptors(t *testing.T) {
	eachMode(t, native, func(t *testing.T, r runner, option []string) {
		cmd := r.command(append(option, probe, "descriptors")...)
		p := start(t, launched(cmd, "open-to=200"))
		var want strings.Builder
		for fd := range 201 {
			fmt.Fprintf(&want, "%d ", fd)
		}
		if got := p.See(p.Stdout, "^(.*)open$")[0]; got != want.String() {
			t.Errorf("descriptors of the command: got %s, want %s", got, &want)
		}
		kit.Eventually(t, "dumb-init with 0, 1 and 2 alone", func() bool {
			return descriptors(t, p.PID) == "0 1 2"
		})
	})
}

// descriptors returns the open file descriptors of a process.
func descriptors(t *testing.T, pid int) string {
	t.Helper()
	entries, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", pid))
	kit.Try(t, err)
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return strings.Join(names, " ")
}

// Each of standard input, output and error may be closed. Then it is closed in the command as well,
// with debug lines and without.
func TestClosedStandardDescriptors(t *testing.T) {
	eachMode(t, everyone, func(t *testing.T, r runner, option []string) {
		for open := range 8 { // a bit for each descriptor, as in the status of the probe
			var changes []string
			for fd := range 3 {
				if open&(1<<fd) == 0 {
					changes = append(changes, fmt.Sprintf("close=%d", fd))
				}
			}
			quiet := r.command(append(option, probe, "standard")...)
			verbose := r.command(append(option, "-v", probe, "standard")...)
			start(t, launched(quiet, changes...)).WantStatus(open)
			start(t, launched(verbose, changes...)).WantStatus(open)
		}
	})
}
