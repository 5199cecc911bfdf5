package signals

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
	"pgregory.net/rapid"

	"dumb-init.alt/internal/ascii"
)

// spellings are all names of all signals, in upper case and without SIG.
func spellings() map[string]Signal {
	all := map[string]Signal{
		"IOT":    6,
		"CLD":    17,
		"POLL":   29,
		"UNUSED": 31,
		"RTMIN":  34,
		"RTMAX":  64,
	}
	for n := 1; n < 32; n++ {
		all[strings.TrimPrefix(unix.SignalName(unix.Signal(n)), "SIG")] = Signal(n)
	}
	for n := range 31 {
		all[fmt.Sprintf("RTMIN+%d", n)] = 34 + Signal(n)
		all[fmt.Sprintf("RTMAX-%d", n)] = 64 - Signal(n)
	}
	return all
}

// Every name of every signal is known, in any case, with and without SIG.
func TestParseKnowsEverySpelling(t *testing.T) {
	for name, want := range spellings() {
		lower := strings.ToLower(name)
		for _, word := range []string{name, lower, "SIG" + name, "sig" + lower, "Sig" + name} {
			if got, ok := Parse(word); !ok || got != want {
				t.Errorf("Parse(%q): got %d, %t, want %d, true", word, got, ok, want)
			}
		}
	}
}

// The numbers 1 to 31 and 34 to 64 are signals; 32 and 33 are the C library's own.
func TestParseNumbers(t *testing.T) {
	for n := range 300 {
		valid := 1 <= n && n <= 31 || 34 <= n && n <= 64
		if got, ok := Parse(strconv.Itoa(n)); ok != valid || ok && int(got) != n {
			t.Errorf("Parse(%d): got %d, %t, want %t", n, got, ok, valid)
		}
	}
}

// What only looks like a signal is refused.
func TestParseRefuses(t *testing.T) {
	words := []string{
		// names
		"", "SIG", "SIGSIGTERM", "TER", "TERMS", "SIG15",
		// real-time signals
		"RTMIN+31", "RTMAX-31", "RTMIN-1", "RTMAX+1", "RTMIN+", "RTMIN+-1", "RTMIN+1x",
		// numbers
		"+15", "-15", "15 ", " 15", "0x0f", "1e1", "9999999999999", "32", "33",
	}
	for _, word := range words {
		if got, ok := Parse(word); ok {
			t.Errorf("Parse(%q): got %d, want a refusal", word, got)
		}
	}
}

// Parse reads the name of a signal as that signal. 32 and 33 have no name.
func TestNameIsParsedBack(t *testing.T) {
	for s := Signal(1); s <= Count; s++ {
		name, ok := ascii.Find(Names, strconv.Itoa(int(s)))
		if s == 32 || s == 33 {
			if ok {
				t.Errorf("signal %d: got the name %q, want none", s, name)
			}
			continue
		}
		if got, ok := Parse(name); !ok || got != s {
			t.Errorf("Parse(%q): got %d, %t, want %d, true", name, got, ok, s)
		}
	}
}

// Each signal has a place of its own in a table.
func TestIndexIsAPlaceOfItsOwn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := Signal(rapid.IntRange(1, Count).Draw(t, "a"))
		b := Signal(rapid.IntRange(1, Count).Draw(t, "b"))
		if a.Index() >= Count || (a == b) != (a.Index() == b.Index()) {
			t.Fatalf("signals %d and %d: got the places %d and %d", a, b, a.Index(), b.Index())
		}
	})
}

// TSTP, TTIN and TTOU are the terminal's stop signals, and no others.
func TestIsTerminalStop(t *testing.T) {
	for n := range Count + 1 {
		name := unix.SignalName(unix.Signal(n))
		want := name == "SIGTSTP" || name == "SIGTTIN" || name == "SIGTTOU"
		if got := Signal(n).IsTerminalStop(); got != want {
			t.Errorf("signal %d: got %t, want %t", n, got, want)
		}
	}
}

// A word that is read as a signal is its number or one of its names.
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
			t.Errorf("Parse(%q): got %d, want %d", word, got, valid[plain])
		}
	})
}
