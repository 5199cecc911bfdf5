// Package options_test holds together the places that list the options: --help, the manual page and the
// completions of three shells.
package options_test

import (
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"dumb-init.alt/internal/options"
)

// An option as a place lists it: "r" is "rewrite", with a value that is shown as "SIG:SIG". Completions
// do not show values, but know that there is one.
type option struct {
	long, value string
}

func TestManualListsTheOptionsOfHelp(t *testing.T) {
	help, manual := helpOptions(t), manualOptions(t)
	compare(t, "the manual", manual, help)
}

func TestCompletionsListTheOptionsOfHelp(t *testing.T) {
	help := helpOptions(t)
	for short, option := range help {
		if option.value != "" {
			help[short] = option.withValue("given")
		}
	}
	for name, complete := range map[string]func(*testing.T, string) map[string]option{
		"dumb-init.bash": bashOptions,
		"_dumb-init":     zshOptions,
		"dumb-init.fish": fishOptions,
	} {
		t.Run(name, func(t *testing.T) {
			compare(t, name, complete(t, read(t, "../../completions/"+name)), help)
		})
	}
}

func TestVersionIsTheSameEverywhere(t *testing.T) {
	heading := regexp.MustCompile(`(?m)^## \[(.*)\] - (.*)$`).FindStringSubmatch(read(t, "../../../CHANGELOG.md"))
	if heading == nil {
		t.Fatal("CHANGELOG.md has no entry with a version and a date")
	}
	version, date := heading[1], heading[2]
	if _, text := options.VersionText("dumb-init"); text != "dumb-init v"+version+"\n" {
		t.Errorf("CHANGELOG.md is at version %s, the program says %s", version, text)
	}
	title := fmt.Sprintf("DUMB-INIT 1 %q \"dumb-init %s\" \"User Commands\"\n", date, version)
	if !strings.HasPrefix(read(t, "../../../man/dumb-init.1.md"), title) {
		t.Errorf("the manual does not begin with %s", title)
	}
	if !strings.Contains(read(t, "../../APKBUILD"), "\npkgver="+version+"\n") {
		t.Errorf("packaging/APKBUILD is not at version %s", version)
	}
}

func helpOptions(t *testing.T) map[string]option {
	return find(t, options.HelpText, `(?m)^  -(\w), --([a-z-]+)(?: (\S+))?(?:  |$)`, nil)
}

func manualOptions(t *testing.T) map[string]option {
	text := read(t, "../../../man/dumb-init.1.md")
	_, text, _ = strings.Cut(text, "\n# OPTIONS\n")
	text, _, _ = strings.Cut(text, "\n# ")
	return find(t, text, `(?m)^\*\*-(\w)\*\*, \*\*--([a-z-]+)\*\*(?: (\S+))?\n: `, func(value string) string {
		return strings.ReplaceAll(value, "*", "")
	})
}

func bashOptions(t *testing.T, text string) map[string]option {
	lists := regexp.MustCompile(`local flags='([^']*)'\s+local valued='([^']*)'`).FindStringSubmatch(text)
	if lists == nil {
		t.Fatal("no lists of options")
	}
	all := find(t, lists[1], `-(\w) --([a-z-]+)()`, nil)
	for short, option := range find(t, lists[2], `-(\w) --([a-z-]+)()`, nil) {
		all[short] = option.withValue("given")
	}
	return all
}

func zshOptions(t *testing.T, text string) map[string]option {
	return find(t, text, `\{-(\w),--([a-z-]+)(=?)\}`, given)
}

func fishOptions(t *testing.T, text string) map[string]option {
	return find(t, text, `(?m)^complete -c dumb-init -s (\w) -l ([a-z-]+)( -x)?`, given)
}

func given(value string) string {
	if value != "" {
		return "given"
	}
	return ""
}

func (o option) withValue(value string) option { return option{o.long, value} }

// find reads options from text by a pattern for the short name, the long name and the value.
func find(t *testing.T, text, pattern string, value func(string) string) map[string]option {
	t.Helper()
	found := map[string]option{}
	for _, match := range regexp.MustCompile(pattern).FindAllStringSubmatch(text, -1) {
		if value != nil {
			match[3] = value(match[3])
		}
		found[match[1]] = option{match[2], match[3]}
	}
	if len(found) == 0 {
		t.Fatal("no options found")
	}
	return found
}

func compare(t *testing.T, where string, got, help map[string]option) {
	t.Helper()
	for _, short := range slices.Sorted(maps.Keys(help)) {
		if got[short] != help[short] {
			t.Errorf("%s has %+v for -%s, --help has %+v", where, got[short], short, help[short])
		}
	}
	for _, short := range slices.Sorted(maps.Keys(got)) {
		if _, exists := help[short]; !exists {
			t.Errorf("%s has -%s, which --help has not", where, short)
		}
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}
