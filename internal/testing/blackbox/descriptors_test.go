package blackbox

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// dumb-init keeps none of the file descriptors from 3 up; the command has all of them.
func TestInheritedDescriptors(t *testing.T) {
	eachMode(t, native, func(t *testing.T, r runner, option []string) {
		p := start(t, changed(r.command(append(option, probe, "descriptors")...), "open-to=200"))
		var want strings.Builder
		for fd := range 201 {
			fmt.Fprintf(&want, "%d ", fd)
		}
		if got := p.See(p.Stdout, "^(.*)open$")[0]; got != want.String() {
			t.Errorf("the command has %s", got)
		}
		kit.Eventually(t, "0, 1 and 2 alone in dumb-init", func() bool { return descriptors(t, p.PID) == "0 1 2" })
	})
}

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

// Standard input, output and error may be closed; then they are in the command as well. Its status tells
// which are open.
func TestClosedStandardDescriptors(t *testing.T) {
	eachMode(t, everyone, func(t *testing.T, r runner, option []string) {
		for open := range 8 {
			for _, verbose := range [][]string{nil, {"-v"}} {
				if r.emulated() && verbose == nil {
					continue
				}
				var changes []string
				for fd := range 3 {
					if open&(1<<fd) == 0 {
						changes = append(changes, fmt.Sprintf("close=%d", fd))
					}
				}
				words := append(append(option, verbose...), probe, "standard")
				start(t, changed(r.command(words...), changes...)).WantStatus(open)
			}
		}
	})
}
