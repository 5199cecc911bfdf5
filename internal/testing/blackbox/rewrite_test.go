package blackbox

import (
	"fmt"
	"strings"
	"syscall"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// A rule forwards another signal, or none; of two rules for a signal the later one counts.
func TestRewrite(t *testing.T) {
	tests := map[string]struct {
		rules string
		pairs [][2]int // sent and arriving; 0 is nothing
	}{
		"number":     {"-r 15:3", [][2]int{{15, 3}, {3, 3}, {10, 10}}},
		"none":       {"-r TERM:0", [][2]int{{15, 0}, {10, 10}, {15, 0}, {12, 12}}},
		"name":       {"-r RTMIN+1:USR1", [][2]int{{35, 10}, {34, 34}}},
		"real-time":  {"-r USR1:RTMAX-1", [][2]int{{10, 63}, {12, 12}}},
		"swapped":    {"-r 10:12 -r 12:10", [][2]int{{10, 12}, {12, 10}}},
		"later":      {"-r 10:1 -r 12:2 -r 10:15", [][2]int{{10, 15}, {12, 2}}},
		"itself":     {"-r 10:0 -r USR1:sigusr1", [][2]int{{10, 10}, {12, 12}}},
		"attached":   {"-r10:2 --rewrite=HUP:0", [][2]int{{1, 0}, {10, 2}, {12, 12}}},
		"of CHLD":    {"-r CHLD:USR1", [][2]int{{17, 0}, {12, 12}}},
		"to CHLD":    {"-r USR1:CHLD", [][2]int{{10, 17}, {12, 12}}},
		"to CONT":    {"-r USR1:CONT", [][2]int{{10, 18}, {12, 12}}},
		"of CONT":    {"-r CONT:USR1", [][2]int{{18, 10}, {12, 12}}},
		"everything": {"-r 1:64 -r 64:1 -r 2:63 -r 63:2", [][2]int{{1, 64}, {64, 1}, {2, 63}, {63, 2}}},
	}
	eachMode(t, native, func(t *testing.T, r runner, option []string) {
		for name, test := range tests {
			t.Run(name, func(t *testing.T) {
				var want []int
				for _, pair := range test.pairs {
					if pair[1] != 0 {
						want = append(want, pair[1])
					}
				}
				options := append(option, strings.Fields(test.rules)...)
				p := start(t, r.command(append(options, probe, "signals", fmt.Sprint(len(want)))...))
				p.ready()
				arrived := 0
				for _, pair := range test.pairs {
					p.Signal(pair[0])
					if pair[1] != 0 { // of several that are pending the lowest would be taken first
						arrived++
						kit.Eventually(t, "arrival", func() bool { return len(p.arrivals()) >= arrived })
					}
				}
				p.WantStatus(0)
				p.wantSignals(want...)
			})
		}
	})
}

// When the command has ended, what remains of its process group gets TERM, if no rule says otherwise; with
// -c it gets nothing. RTMAX, which comes after all others, asks what remains for its signals.
//
// That is seen outside of a container only: a container's processes are killed when PID 1 has ended.
func TestTermAtTheEnd(t *testing.T) {
	tests := map[string]struct {
		options string
		want    []int
	}{
		"session":   {"", []int{term, rtmax}},
		"rewritten": {"-r 15:3", []int{3, rtmax}},
		"none":      {"-r 15:0", []int{rtmax}},
		"single":    {"-c", []int{rtmax}},
		"both":      {"-c -r 15:3", []int{rtmax}},
	}
	each(t, processes(everyone), func(t *testing.T, r runner) {
		for name, test := range tests {
			t.Run(name, func(t *testing.T) {
				p := start(t, r.command(append(strings.Fields(test.options), probe, "leave", "5")...))
				remains := p.ready()
				t.Cleanup(func() { syscall.Kill(remains, syscall.SIGKILL) })
				p.Stdin.Close()
				p.WantStatus(5)
				kit.Try(t, syscall.Kill(remains, syscall.Signal(rtmax)))
				p.wantSignals(test.want...)
			})
		}
	})
}
