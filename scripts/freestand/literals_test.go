package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// The borders of the string literals are right, or reading fails: a name that is missing, or one
// too many, is noticed.
func TestLiterals(t *testing.T) {
	directory := planted(`package main

func rt0()

func start(text *string) { *text = "a literal of the program" }

func main() {}
`, entry).link(t, "amd64")
	file := filepath.Join(directory, "names")
	raw, err := os.ReadFile(file)
	kit.Try(t, err)
	names := string(raw)
	const one = `main.start -> go:string."a literal of the program"` + "\n"
	const other = `main.start -> go:string."a literal of no program."` + "\n"
	if !strings.Contains(names, one) {
		t.Fatalf("the names: got no %q", one)
	}
	for _, c := range []struct {
		name  string
		names string
		want  string // a part of the error, or "" if there is none
	}{
		{"all", names, ""},
		{"one missing", strings.Replace(names, one, "", 1), "no literal of"},
		{"one too many", names + other, "no literal of"},
		{"one twice", names + one, "two literals"},
		{"none", "", "something that is no literal"},
	} {
		kit.Try(t, os.WriteFile(file, []byte(c.names), 0o644))
		_, err := load(directory)
		if c.want == "" && err != nil {
			t.Errorf("%s: got error %v, want none", c.name, err)
		}
		if c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s: got error %v, want %q", c.name, err, c.want)
		}
	}
}
