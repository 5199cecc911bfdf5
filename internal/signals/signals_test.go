package signals

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
	"pgregory.net/rapid"

	"dumb-init.alt/internal/words"
)

// spellings are all names of all signals, in upper case and without SIG.
func spellings() map[string]Signal {
	all := map[string]Signal{"IOT": 6, "CLD": 17, "POLL": 29, "UNUSED": 31, "RTMIN": 34, "RTMAX": 64}
	for n := 1; n < 32; n++ {
		all[strings.TrimPrefix(unix.SignalName(unix.Signal(n)), "SIG")] = Signal(n)
	}
	for n := range 31 {
		all[fmt.Sprintf("RTMIN+%d", n)] = 34 + Signal(n)
		all[fmt.Sprintf("RTMAX-%d", n)] = 64 - Signal(n)
	}
	return all
}

func TestParseKnowsEverySpelling(t *testing.T) {
	for name, want := range spellings() {
		for _, word := range []string{name, "SIG" + name, strings.ToLower(name), "sig" + strings.ToLower(name), "Sig" + name} {
			if got, ok := Parse(word); !ok || got != want {
				t.Errorf("Parse(%q) = %d, %t, want %d", word, got, ok, want)
			}
		}
	}
}

func TestParseNumbers(t *testing.T) {
	for n := range 300 {
		valid := 1 <= n && n <= 31 || 34 <= n && n <= 64
		if got, ok := Parse(strconv.Itoa(n)); ok != valid || ok && int(got) != n {
			t.Errorf("Parse(%d) = %d, %t", n, got, ok)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for _, word := range []string{
		"", "SIG", "SIGSIGTERM", "TER", "TERMS", "RTMIN+31", "RTMAX-31", "RTMIN-1", "RTMAX+1",
		"RTMIN+", "RTMIN+-1", "RTMIN+1x", "+15", "-15", "15 ", " 15", "0x0f", "1e1", "9999999999999", "32", "33", "SIG15",
	} {
		if got, ok := Parse(word); ok {
			t.Errorf("Parse(%q) = %d", word, got)
		}
	}
}

func TestNameIsParsedBack(t *testing.T) {
	for s := Signal(1); s <= Count; s++ {
		name, ok := words.Find(Names, strconv.Itoa(int(s)))
		if s == 32 || s == 33 {
			if ok {
				t.Errorf("signal %d has the name %q", s, name)
			}
			continue
		}
		if got, ok := Parse(name); !ok || got != s {
			t.Errorf("Parse(%q) = %d, %t, want %d", name, got, ok, s)
		}
	}
}

func TestIndexIsAPlaceOfItsOwn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := Signal(rapid.IntRange(1, Count).Draw(t, "a"))
		b := Signal(rapid.IntRange(1, Count).Draw(t, "b"))
		if a.Index() >= Count || (a == b) != (a.Index() == b.Index()) {
			t.Fatalf("indices of %d and %d: %d, %d", a, b, a.Index(), b.Index())
		}
	})
}

func FuzzParse(f *testing.F) {
	valid := spellings()
	for name := range valid {
		f.Add(name)
	}
	f.Add("15")
	f.Fuzz(func(t *testing.T, word string) {
		got, ok := Parse(word)
		if !ok {
			return
		}
		if n, err := strconv.Atoi(word); err == nil && n == int(got) && (n < 32 || n > 33) {
			return
		}
		plain := strings.TrimPrefix(strings.ToUpper(word), "SIG")
		if valid[plain] != got {
			t.Errorf("Parse(%q) = %d", word, got)
		}
	})
}
