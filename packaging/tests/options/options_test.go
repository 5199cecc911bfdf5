// Package options_test holds together the places that list the options and the version of
// dumb-init: the program itself, the manual page, the completions of three shells, and the README.
//
// program_test.go asks the program, lists_test.go reads the other places.
package options_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The manual explains the options of --help, with the same values, and no others.
func TestManualListsTheOptionsOfHelp(t *testing.T) {
	compare(t, manualOptions(t, read(t, "man/dumb-init.1.md")), helpOptions(t))
}

// The completions of each shell know the options of --help, which of them take a value, and no
// others.
func TestCompletionsListTheOptionsOfHelp(t *testing.T) {
	want := withSomeValue(helpOptions(t))
	for _, row := range []struct {
		name    string
		options func(*testing.T, string) map[string]option
	}{
		{"dumb-init.bash", bashOptions},
		{"_dumb-init", zshOptions},
		{"dumb-init.fish", fishOptions},
	} {
		t.Run(row.name, func(t *testing.T) {
			text := read(t, "packaging/completions/"+row.name)
			compare(t, row.options(t, text), want)
		})
	}
}

// If the README has a list of options, it is that of --help.
func TestReadmeListsTheOptionsOfHelp(t *testing.T) {
	got := readmeOptions(read(t, "README.md"))
	if len(got) == 0 {
		return
	}
	compare(t, got, helpOptions(t))
}

// The changelog, the program, the manual and the APKBUILD are at the same version.
func TestVersionIsTheSameEverywhere(t *testing.T) {
	heading := regexp.MustCompile(`(?m)^## \[(.*)\] - (.*)$`)
	entry := heading.FindStringSubmatch(read(t, "CHANGELOG.md"))
	if entry == nil {
		t.Fatal("CHANGELOG.md: got no heading with a version and a date, want one")
	}
	version, date := entry[1], entry[2]

	if got, want := versionText(), "dumb-init v"+version+"\n"; got != want {
		t.Errorf("--version: got %q, want %q as in CHANGELOG.md", got, want)
	}
	got, _, _ := strings.Cut(read(t, "man/dumb-init.1.md"), "\n")
	want := fmt.Sprintf(`DUMB-INIT 1 %q "dumb-init %s" "User Commands"`, date, version)
	if got != want {
		t.Errorf("first line of the manual: got %s, want %s", got, want)
	}
	line := regexp.MustCompile(`(?m)^pkgver=.*$`)
	if got, want := line.FindString(read(t, "packaging/APKBUILD")), "pkgver="+version; got != want {
		t.Errorf("packaging/APKBUILD: got %q, want %q", got, want)
	}
}

// compare fails for each option that differs, is missing, or is one too many. Options are found by
// their short names.
func compare(t *testing.T, got, want map[string]option) {
	t.Helper()
	for _, short := range slices.Sorted(maps.Keys(want)) {
		if got[short] != want[short] {
			t.Errorf("-%s: got %+v, want %+v as in --help", short, got[short], want[short])
		}
	}
	for _, short := range slices.Sorted(maps.Keys(got)) {
		if _, known := want[short]; !known {
			t.Errorf("-%s: got %+v, want no such option as in --help", short, got[short])
		}
	}
}
