package report

import (
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/sys/unix"
	"pgregory.net/rapid"

	"dumb-init.alt/internal/cstring"
	"dumb-init.alt/internal/signals"
)

// text is the line so far.
func (l *Line) text() string { return string(l.bytes[:l.used]) }

// want fails if the line is not this text.
func want(t *testing.T, line *Line, want string) {
	t.Helper()
	if got := line.text(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A line is what was appended, in order.
func TestLineIsWhatWasAppended(t *testing.T) {
	want(t, new(Line).Prefix().String("signal ").Int(15).Byte('.'), "[dumb-init] signal 15.")
	want(t, new(Line).Quote("x"), "'x'")
	want(t, new(Line).Signal(signals.KILL), "9 (SIGKILL)")
	want(t, new(Line).Signal(32), "32") // has no name
}

// Int appends the decimal digits of a number.
func TestInt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int32Min(0).Draw(t, "n")
		got, want := new(Line).Int(n).text(), strconv.Itoa(int(n))
		if got != want {
			t.Fatalf("Int(%d): got %q, want %q", n, got, want)
		}
	})
}

// Whatever is appended, a line stays one line, ends in a null, and keeps the beginning of each text
// as long as there is room.
func TestLineHoldsAnything(t *testing.T) {
	long := rapid.Just(strings.Repeat("long ", 200))
	rapid.Check(t, func(t *rapid.T) {
		var line Line
		for _, text := range rapid.SliceOf(rapid.OneOf(anyText, long)).Draw(t, "texts") {
			before := line.used
			line.String(text)
			got := string(line.bytes[before:line.used])
			room := int(lineSize - 1 - before)
			want := kept(text)
			if !strings.HasPrefix(want, got) || len(got) < min(len(want), room-utf8.UTFMax) {
				t.Fatalf("%q with %d bytes free: got %q, want %q", text, room, got, want)
			}
		}
		if line.used >= lineSize || line.bytes[lineSize-1] != 0 {
			t.Fatalf("got %d bytes in use, the last %d, want a null at the end",
				line.used, line.bytes[lineSize-1])
		}
		for _, r := range line.text() {
			if !mayShow(r) {
				t.Fatalf("got the character %q, want '?'", r)
			}
		}
	})
}

// Of a long text the beginning is kept, and what is said of it.
func TestLongTextIsCutShort(t *testing.T) {
	line := new(Line).Quote(strings.Repeat("x", 3000)).String(" is too long")
	want(t, line, "'"+strings.Repeat("x", textSize)+"...' is too long")
}

// CString is the line so far, and the end of it is a null.
func TestCString(t *testing.T) {
	if got := cstring.String(new(Line).String("text").CString()); got != "text" {
		t.Errorf("got %q, want %q", got, "text")
	}
}

// The texts of error numbers are those of the C library. They differ from Go's by the first letter
// at most, which is upper case here.
func TestErrnoTexts(t *testing.T) {
	const unknown = "Unknown error "
	known := 0
	for n := range 200 {
		errno := unix.Errno(n)
		got := new(Line).Errno(errno).text()
		if strings.HasPrefix(got, unknown) {
			continue
		}
		known++
		if want := errno.Error(); lowerFirst(got) != lowerFirst(want) || isLower(got[0]) {
			t.Errorf("errno %d: got %q, want %q with a capital", n, got, want)
		}
	}
	if known < 130 {
		t.Errorf("known error numbers: got %d, want 130 at least", known)
	}
	want(t, new(Line).Errno(unix.Errno(4000)), unknown+"4000")
}

func lowerFirst(text string) string { return strings.ToLower(text[:1]) + text[1:] }

func isLower(c byte) bool { return 'a' <= c && c <= 'z' }
