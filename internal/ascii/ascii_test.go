package ascii

import (
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// HasPrefix and Cut do what the functions of those names in package strings do.
func TestCutAndHasPrefixAreThoseOfStrings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[a:]{0,6}`).Draw(t, "word")
		before, after, found := Cut(word, ':')
		wantBefore, wantAfter, wantFound := strings.Cut(word, ":")
		if before != wantBefore || after != wantAfter || found != wantFound {
			t.Fatalf("Cut(%q): got %q, %q, %t, want %q, %q, %t",
				word, before, after, found, wantBefore, wantAfter, wantFound)
		}
		prefix := rapid.StringMatching(`[a:]{0,3}`).Draw(t, "prefix")
		want := strings.HasPrefix(word, prefix)
		if got := HasPrefix(word, prefix); got != want {
			t.Fatalf("HasPrefix(%q, %q): got %t, want %t", word, prefix, got, want)
		}
	})
}

// EqualFold ignores the case of ASCII letters, and of nothing else.
func TestEqualFold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[a-cA-C@\[\x60{]{0,3}`).Draw(t, "word")
		upper := rapid.StringMatching(`[A-C@\[\x60{]{0,3}`).Draw(t, "upper")
		want := strings.ToUpper(word) == upper
		if got := EqualFold(word, upper); got != want {
			t.Fatalf("EqualFold(%q, %q): got %t, want %t", word, upper, got, want)
		}
	})
}

// Find returns the value of the first line whose key is the word, in any case.
func TestFind(t *testing.T) {
	const table = "A one\nAB two words\nA three\n"
	tests := []struct {
		key   string
		value string
		found bool
	}{
		{"A", "one", true},
		{"a", "one", true},
		{"ab", "two words", true},
		{"B", "", false},
		{"", "", false},
	}
	for _, test := range tests {
		value, found := Find(table, test.key)
		if value != test.value || found != test.found {
			t.Errorf("Find(%q): got %q, %t, want %q, %t",
				test.key, value, found, test.value, test.found)
		}
	}
}

// Decimal takes decimal digits alone, up to 999,999,999.
func FuzzDecimal(f *testing.F) {
	for _, seed := range []string{
		"",
		"0",
		"007",
		"999999999",
		"1000000000",
		"-1",
		"+1",
		"1 ",
		"4294967296",
		"18446744073709551617",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, word string) {
		got, ok := Decimal(word)
		digits := word != "" && strings.Trim(word, "0123456789") == ""
		n, err := strconv.ParseUint(word, 10, 64)
		want := digits && err == nil && n <= 999_999_999
		if ok != want || ok && uint64(got) != n {
			t.Errorf("Decimal(%q): got %d, %t, want %d, %t", word, got, ok, n, want)
		}
	})
}
