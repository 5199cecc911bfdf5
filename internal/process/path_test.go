package process

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A path is the directory and the name as execvp(3) joins them. One that the kernel does not take
// does not fit.
func TestJoin(t *testing.T) {
	short := rapid.StringMatching(`[a-z/.]{0,8}`)
	long := rapid.Map(rapid.IntRange(4080, 4100), func(n int) string {
		return strings.Repeat("x", n)
	})
	text := rapid.OneOf(short, long)
	var p path // as in the search, used again and again
	rapid.Check(t, func(t *rapid.T) {
		directory, name := text.Draw(t, "directory"), text.Draw(t, "name")
		want := name
		if directory != "" {
			want = directory + "/" + name
		}
		wantFits := len(want) < len(p)
		if fits := p.join(directory, name); fits != wantFits {
			t.Fatalf("of %d and %d bytes: got %t, want %t",
				len(directory), len(name), fits, wantFits)
		}
		if !wantFits {
			return
		}
		if got := string(p[:len(want)+1]); got != want+"\x00" {
			t.Fatalf("got %q, want %q and a null", got, want)
		}
	})
}
