package supervisor

import (
	"bytes"
	"os"
	"slices"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// A mutation is a bug to plant: in a file, one text in the place of another.
type mutation struct {
	bug     string
	foundBy string // the function of a case of TestSimulated
	sampled bool   // TestModelSample finds it as well
	file    string
	old     string // is there once
	new     string
}

// plant returns the file's text with the bug.
func (m *mutation) plant(t *testing.T) []byte {
	t.Helper()
	text, err := os.ReadFile(m.file)
	kit.Try(t, err)
	if got := bytes.Count(text, []byte(m.old)); got != 1 {
		t.Fatalf("%q in %s: got it %d times, want it once", m.old, m.file, got)
	}
	return bytes.Replace(text, []byte(m.old), []byte(m.new), 1)
}

// mutations are all bugs that the tests must find. TestModelSample finds the first two of
// endMutations: it has neither the exact times nor the errors and stopped processes that show the
// others.
var mutations = slices.Concat(endMutations, forwardMutations, loopMutations)
