package process

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A path is the directory and the name as execvp joins them, or does not fit the kernel's limit.
func TestJoin(t *testing.T) {
	text := rapid.OneOf(rapid.StringMatching(`[a-z/.]{0,8}`), rapid.Map(rapid.IntRange(4080, 4100), func(n int) string {
		return strings.Repeat("x", n)
	}))
	var p path // as in the search, used again and again
	rapid.Check(t, func(t *rapid.T) {
		directory, name := text.Draw(t, "directory"), text.Draw(t, "name")
		want := directory + "/" + name
		if directory == "" {
			want = name
		}
		switch fits := p.join(directory, name); {
		case fits && name != "" && string(p[:len(want)+1]) != want+"\x00":
			t.Fatalf("joined to %q", p[:len(want)+1])
		case !fits && len(directory)+len(name) < len(p)-6:
			t.Fatalf("%d and %d bytes do not fit", len(directory), len(name))
		}
	})
}
