package options

import (
	"strings"
	"testing"
)

// Each option has a letter and a long name of its own.
func TestTable(t *testing.T) {
	letters := map[byte]bool{}
	for _, o := range allOptions() {
		if o.letter == 0 || letters[o.letter] || !strings.HasPrefix(o.long, "--") {
			t.Errorf("got the line %+v, want a letter and a long name of its own", o)
		}
		letters[o.letter] = true
	}
	if got, want := len(letters), strings.Count(table, "\n"); got != want {
		t.Errorf("options: got %d, want %d", got, want)
	}
}

// No long name is the beginning of another: written in full it would be ambiguous.
func TestLongNames(t *testing.T) {
	for _, o := range allOptions() {
		if _, matches := byPrefix(o.long); matches != 1 {
			t.Errorf("%s: got %d options that begin so, want 1", o.long, matches)
		}
	}
}

// The bit of each option without a value is the flag that is named for it.
func TestFlags(t *testing.T) {
	named := map[string]Flags{
		"--all":          All,
		"--background":   Background,
		"--help":         Help,
		"--pause":        Pause,
		"--single-child": SingleChild,
		"--subreaper":    Subreaper,
		"--verbose":      Verbose,
		"--version":      Version,
		"--wait":         Wait,
	}
	for _, o := range allOptions() {
		want, isFlag := named[o.long]
		if isFlag != (o.valid == "") {
			t.Errorf("%s: got the value %q, want a flag: %t", o.long, o.valid, isFlag)
		}
		if isFlag && o.flag() != want {
			t.Errorf("%s: got the bit %#x, want %#x", o.long, o.flag(), want)
		}
		if o.flag()&(DebugVariable|SetsidVariable) != 0 {
			t.Errorf("%s: got a bit that stands for a variable", o.long)
		}
	}
}
