package stderr

import (
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
	"pgregory.net/rapid"
)

func (l *Line) written() string { return string(l.text[:l.used]) }

func TestLineIsWhatWasAppended(t *testing.T) {
	line := new(Line).Begin().String("Translating signal ").Int(15).String(" to ").Int(0).Byte('.')
	if got := line.written(); got != "[dumb-init] Translating signal 15 to 0." {
		t.Errorf("got %q", got)
	}
	if got := new(Line).Quote("x").written(); got != "'x'" {
		t.Errorf("got %q", got)
	}
}

func TestInt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int32Min(0).Draw(t, "n")
		if got := new(Line).Int(n).written(); got != strconv.Itoa(int(n)) {
			t.Fatalf("Int(%d) writes %q", n, got)
		}
	})
}

// Whatever is appended, a line stays one line, ends in a null, and keeps the beginning of each text.
func TestLineHoldsAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var line Line
		for _, text := range rapid.SliceOf(rapid.OneOf(rapid.String(), rapid.Just(strings.Repeat("long ", 200)))).Draw(t, "texts") {
			before := line.used
			line.String(text)
			if kept := min(len(text), piece, int(size-1-before)); line.used < before+uint(kept) {
				t.Fatalf("of %d bytes only %d were kept", len(text), line.used-before)
			}
		}
		if line.used >= size || line.text[size-1] != 0 {
			t.Fatalf("%d bytes used, the last is %d", line.used, line.text[size-1])
		}
		if i := strings.IndexFunc(line.written(), func(r rune) bool { return r < ' ' || r == 0x7f }); i >= 0 {
			t.Fatalf("control character %q", line.written()[i])
		}
	})
}

func TestLongTextIsCutShort(t *testing.T) {
	got := new(Line).Quote(strings.Repeat("x", 3000)).String(" is too long").written()
	if want := "'" + strings.Repeat("x", piece) + "...' is too long"; got != want {
		t.Errorf("got %q", got)
	}
}

// The texts are those of the C library, which differ from Go's by the first letter at most.
func TestErrnoTexts(t *testing.T) {
	known := 0
	for n := range 200 {
		errno := unix.Errno(n)
		got := new(Line).Errno(errno).written()
		if strings.HasPrefix(got, "Unknown error ") {
			continue
		}
		known++
		if want := errno.Error(); strings.ToLower(got[:1])+got[1:] != strings.ToLower(want[:1])+want[1:] || 'a' <= got[0] && got[0] <= 'z' {
			t.Errorf("errno %d is %q, Go says %q", n, got, want)
		}
	}
	if known < 130 {
		t.Errorf("only %d error numbers are known", known)
	}
	if got := new(Line).Errno(unix.Errno(4000)).written(); got != "Unknown error 4000" {
		t.Errorf("an unknown one is %q", got)
	}
}
