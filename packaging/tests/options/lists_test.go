package options_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// An option as a place lists it. The option -r is {"rewrite", "SIG:SIG"}, and -v is {"verbose",
// ""}.
type option struct {
	long  string
	value string
}

// someValue is the value of an option in completions: they know only that there is one.
const someValue = "value"

func helpOptions(t *testing.T) map[string]option {
	t.Helper()
	return mustFind(t, helpText(), `(?m)^  -(\w), --([a-z-]+)(?: (\S+))?(?:  |$)`)
}

// manualOptions reads the section OPTIONS. Values are in italics there, between asterisks.
func manualOptions(t *testing.T, text string) map[string]option {
	t.Helper()
	_, section, _ := strings.Cut(text, "\n# OPTIONS\n")
	section, _, _ = strings.Cut(section, "\n# ")
	found := mustFind(t, section, `(?m)^\*\*-(\w)\*\*, \*\*--([a-z-]+)\*\*(?: (\S+))?\n: `)
	for short, o := range found {
		o.value = strings.ReplaceAll(o.value, "*", "")
		found[short] = o
	}
	return found
}

// bashOptions reads two lists: of options without a value, and of options with one.
func bashOptions(t *testing.T, text string) map[string]option {
	t.Helper()
	lists := regexp.MustCompile(`local flags='([^']*)'\s+local valued='([^']*)'`)
	match := lists.FindStringSubmatch(text)
	if match == nil {
		t.Fatal("got no lists of options, want two")
	}
	const names = `-(\w) --([a-z-]+)()`
	found := mustFind(t, match[1], names)
	for short, o := range mustFind(t, match[2], names) {
		o.value = someValue
		found[short] = o
	}
	return found
}

// zshOptions reads {-r,--rewrite=}: the equals sign says that there is a value.
func zshOptions(t *testing.T, text string) map[string]option {
	t.Helper()
	return withSomeValue(mustFind(t, text, `\{-(\w),--([a-z-]+)(=?)\}`))
}

// fishOptions reads calls of complete: -x says that there is a value.
func fishOptions(t *testing.T, text string) map[string]option {
	t.Helper()
	const call = `(?m)^complete -c dumb-init -s (\w) -l ([a-z-]+)( -x)?`
	return withSomeValue(mustFind(t, text, call))
}

// readmeOptions reads the rows of a table and the items of a list that begin with a short and a
// long name, as code: | `-r`, `--rewrite` | `SIG:SIG` | or - `-r, --rewrite SIG:SIG`.
func readmeOptions(text string) map[string]option {
	return find(text, "(?m)^[|*-] +`-(\\w)`?, `?--([a-z-]+)(?:[ `|=]+([A-Z\\[][^` |]*)`)?")
}

// A list in the README is read in each form that it may have.
func TestReadmeOptions(t *testing.T) {
	rewrite := option{"rewrite", "SIG:SIG"}
	kill := option{"kill-after", "[SIG:]TIME"}
	verbose := option{"verbose", ""}
	for _, row := range []struct {
		line  string
		short string
		want  option
	}{
		{"| `-r`, `--rewrite` | `SIG:SIG` | forward another |", "r", rewrite},
		{"| `-r`, `--rewrite SIG:SIG` | forward another |", "r", rewrite},
		{"| `-r, --rewrite SIG:SIG` | forward another |", "r", rewrite},
		{"- `-r, --rewrite SIG:SIG` forwards another", "r", rewrite},
		{"- `-k`, `--kill-after [SIG:]TIME`: KILL", "k", kill},
		{"| `-v`, `--verbose` | | print TERM |", "v", verbose},
		{"| `-v`, `--verbose` | print `TERM` |", "v", verbose},
		{"* `-v, --verbose`: print", "v", verbose},
		{"| a signal held back | `-d TERM:1h` | no |", "d", option{}},
	} {
		if got := readmeOptions(row.line)[row.short]; got != row.want {
			t.Errorf("%s: got %+v, want %+v", row.line, got, row.want)
		}
	}
}

// withSomeValue replaces every value by someValue.
func withSomeValue(options map[string]option) map[string]option {
	for short, o := range options {
		if o.value != "" {
			o.value = someValue
		}
		options[short] = o
	}
	return options
}

// mustFind is find for a text that has to have options.
func mustFind(t *testing.T, text, pattern string) map[string]option {
	t.Helper()
	found := find(text, pattern)
	if len(found) == 0 {
		t.Fatalf("options that match %s: got none, want some", pattern)
	}
	return found
}

// find reads the options of a text, by their short names. The groups of the pattern are the short
// name, the long name, and the value.
func find(text, pattern string) map[string]option {
	found := map[string]option{}
	for _, match := range regexp.MustCompile(pattern).FindAllStringSubmatch(text, -1) {
		found[match[1]] = option{long: match[2], value: match[3]}
	}
	return found
}

// read returns a file of the repository.
func read(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(kit.Root(), name))
	kit.Try(t, err)
	return string(content)
}
