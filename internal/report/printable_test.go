package report

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// mayShow reports whether a terminal does nothing else with a character than to show it.
func mayShow(r rune) bool {
	switch {
	case r < ' ', 0x7f <= r && r <= 0x9f: // C0, DEL and C1
		return false
	case r == '\u2028', r == '\u2029': // line and paragraph separator
		return false
	case '\u202a' <= r && r <= '\u202e', '\u2066' <= r && r <= '\u2069': // embeddings and isolates
		return false
	}
	return true
}

// kept returns what a line is to have of a text, as long as there is room. Other than the code, it
// asks package utf8.
func kept(text string) string {
	size := 0
	for size < len(text) {
		_, n := utf8.DecodeRuneInString(text[size:])
		if size+n > textSize {
			return shown(text[:size]) + "..."
		}
		size += n
	}
	return shown(text)
}

// shown is like kept, but nothing is cut off.
func shown(text string) string {
	var result strings.Builder
	for len(text) > 0 {
		r, size := utf8.DecodeRuneInString(text)
		invalid := r == utf8.RuneError && size == 1
		switch {
		case invalid && text[0] > 0x9f, !invalid && mayShow(r):
			result.WriteString(text[:size])
		default:
			result.WriteByte('?')
		}
		text = text[size:]
	}
	return result.String()
}

// anyText draws texts that are hard to tell apart: of characters of all lengths, and of pieces of
// them.
var anyText = rapid.Custom(func(t *rapid.T) string {
	bytes := rapid.SampledFrom([]string{
		"\x00", "\x1b", "[", "\x7f", "\x80", "\x9b", "\x9f", "\xa0", "\xbf", "\xc0", "\xc1", "\xc2",
		"\xc3", "\xdf", "\xe0", "\xe2", "\xed", "\xef", "\xf0", "\xf4", "\xf5", "\xff",
	})
	characters := rapid.SampledFrom([]string{
		"a", "é", "\u0080", "\u009b", "\u00a0", "\u07ff", "\u0800", "日", "\u2027", "\u2028",
		"\u202e", "\u202f", "\u2065", "\u2066", "\u206a", "\ud7ff", "\ue000", "\uffff", "😀",
		"\U00010000", "\U0010ffff",
	})
	anyRune := rapid.Custom(func(t *rapid.T) string { return string(rapid.Rune().Draw(t, "rune")) })
	piece := rapid.OneOf(bytes, bytes, characters, anyRune)
	return strings.Join(rapid.SliceOf(piece).Draw(t, "pieces"), "")
})

// A character that a terminal obeys becomes '?'. All other characters stay as they are.
func TestTerminalIsNotCommanded(t *testing.T) {
	tests := []struct {
		name string
		text string
		want string
	}{
		{"C0", "a\x1b[2Jb\r\n", "a?[2Jb??"},
		{"DEL", "a\x7fb", "a?b"},
		{"C1", "a\u009b2Jb\u0085", "a?2Jb?"},
		{"C1 as bytes", "a\x9b2Jb\x85", "a?2Jb?"},
		{"end of a line", "a\u2028b\u2029c", "a?b?c"},
		{"order of text", "a\u202egpj.exe\u2066b\u2069", "a?gpj.exe?b?"},
		{"two bytes", "café", "café"},
		{"second byte of C1", "\u00db\u0e5b", "\u00db\u0e5b"},
		{"three bytes", "日本", "日本"},
		{"four bytes", "😀", "😀"},
		{"ISO 8859", "caf\xe9 \xa0\xff", "caf\xe9 \xa0\xff"},
		{"cut off", "\xc2", "\xc2"},
		{"cut off before C1", "\xe2\x80", "\xe2?"},
		{"longer than needed", "\xc0\x9b\xe0\x82\x9b\xf0\x80\x82\x9b", "\xc0?\xe0??\xf0???"},
		{"half of a pair", "\xed\xa0\x80", "\xed\xa0?"},
		{"too large a number", "\xf4\x90\x80\x80", "\xf4???"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			want(t, new(Line).String(test.text), test.want)
		})
	}
}

// A line has of a text what package utf8 finds harmless in it.
func TestShownIsWhatUTF8Says(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := anyText.Draw(t, "text")
		got := new(Line).String(text).text()
		if want := kept(text); got != want {
			t.Fatalf("%q: got %q, want %q", text, got, want)
		}
		if again := new(Line).String(got).text(); len(got) <= textSize && again != got {
			t.Fatalf("%q: got %q once and %q twice, want no change", text, got, again)
		}
	})
}

// A long text is cut between two characters, and keeps as many as there is room for.
func TestLongTextIsCutBetweenCharacters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		head := rapid.StringMatching(`a{505,512}`).Draw(t, "head")
		tail := rapid.SampledFrom([]string{"é", "日", "😀", "\u009b", "\xe9", "b"})
		text := head + strings.Repeat(tail.Draw(t, "tail"), 10)
		got := new(Line).String(text).text()
		if want := kept(text); got != want {
			t.Fatalf("%q: got %q, want %q", text, got, want)
		}
	})
}

// A line that is full, which End ends with a newline, has no part of a character at its end.
func TestFullLineEndsWithWholeCharacter(t *testing.T) {
	for _, character := range []string{"é", "日", "😀"} {
		for free := range 6 {
			var line Line
			for line.used < lineSize-1-uint(free) {
				line.Byte('a')
			}
			line.String(character)
			printed := string(line.bytes[:min(line.used, lineSize-2)])
			if !utf8.ValidString(printed) {
				t.Errorf("%s with %d bytes free: got a part of it, want all of it or nothing",
					character, free)
			}
			got := strings.HasSuffix(printed, character)
			if want := free > len(character); got != want {
				t.Errorf("%s with %d bytes free: kept: got %t, want %t", character, free, got, want)
			}
		}
	}
}
