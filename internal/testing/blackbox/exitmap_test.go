package blackbox

import (
	"strings"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// A status is replaced by the last rule for it, once. A signal's name means the death by it.
func TestExitMap(t *testing.T) {
	none := "/doesnotexist"
	tests := []struct {
		options, command string
		want             int
	}{
		{"-e TERM:0", "die 15", 0},
		{"-e sigterm:0", "die 15", 0},
		{"-e 143:1", "die 15", 1},
		{"-e 15:0", "die 15", 143},
		{"-e TERM:0", "exit 143", 0},
		{"-e TERM:0", "die 9", 137},
		{"-e KILL:0", "die 9", 0},
		{"-e 137:0", "die 9", 0},
		{"-e RTMAX:1", "die 64", 1},
		{"-e rtmin+1:2", "die 35", 2},
		{"-e 3:4", "exit 3", 4},
		{"-e 3:4", "exit 4", 4},
		{"-e 3:4", "exit 2", 2},
		{"-e 3:4 -e 3:5", "exit 3", 5},
		{"-e 3:4 -e 4:5", "exit 3", 4},
		{"-e 4:5 -e 3:4", "exit 3", 4},
		{"-e 3:4 -e 4:3", "exit 4", 3},
		{"-e 3:4 -e 3:3", "exit 3", 3},
		{"-e 0:255", "exit 0", 255},
		{"-e 255:0", "exit 255", 0},
		{"--exit-map=1:2 -e1:3", "exit 1", 3},
		{"-c -e 3:4", "exit 3", 4},
		{"-e 127:6", none, 6},
		{"-e 126:7", "/", 7},
		{"-e 126:7", none, 127},
		{"-c -e 127:0", none, 0},
	}
	each(t, everyone, func(t *testing.T, r runner) {
		for i, test := range tests {
			if r.emulated() && i%5 != 0 {
				continue
			}
			words := append(strings.Fields(test.options), strings.Fields(test.command)...)
			if test.command != "/" && test.command != none {
				words = append(strings.Fields(test.options), append([]string{probe}, strings.Fields(test.command)...)...)
			}
			if _, _, status := kit.Outcome(t, r.command(words...)); status != test.want {
				t.Errorf("%s, %s: status %d, want %d", test.options, test.command, status, test.want)
			}
		}
	})
}

// What is no status of the command is not replaced.
func TestExitMapOfMistakes(t *testing.T) {
	each(t, native, func(t *testing.T, r runner) {
		for _, words := range [][]string{{"--yolo"}, {"-r", "x:1", "true"}, {}} {
			if _, _, status := kit.Outcome(t, r.command(append([]string{"-e", "1:0"}, words...)...)); status != 1 {
				t.Errorf("%q: status %d", words, status)
			}
		}
	})
}
