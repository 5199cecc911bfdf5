package stderr

import (
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

// The texts are those of the C library, which differ from Go's by the first letter alone.
func TestErrnoTexts(t *testing.T) {
	for _, e := range errnoTexts {
		if want := e.errno.Error(); strings.ToLower(e.text[:1])+e.text[1:] != strings.ToLower(want[:1])+want[1:] || e.text[:1] == strings.ToLower(e.text[:1]) {
			t.Errorf("errno %d is %q, Go says %q", int(e.errno), e.text, want)
		}
		if got := new(Line).Errno(e.errno).written(); got != e.text {
			t.Errorf("Errno(%d) writes %q", int(e.errno), got)
		}
	}
	if got := new(Line).Errno(unix.Errno(4000)).written(); got != "Unknown error 4000" {
		t.Errorf("an unknown one is %q", got)
	}
}
