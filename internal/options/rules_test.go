package options

import (
	"testing"

	"dumb-init.alt/internal/signals"
)

// kill parses a time as the value of -k.
func kill(time string) (millis uint32, ok bool) {
	got := parse([]string{"dumb-init", "-k", time, "sh"}, nil)
	return got.Rules[signals.TERM.Index()].KillAfterMillis, got.ok
}

// A time is a decimal number and a unit, up to a day.
func TestTimes(t *testing.T) {
	tests := []struct {
		word string
		want uint32 // milliseconds
	}{
		{"0", 0},
		{"1", 1000},
		{"007", 7000},
		{"1.5", 1500},
		{"1.5s", 1500},
		{"1.0009", 1000},
		{"300ms", 300},
		{"1.9ms", 1},
		{"0.25m", 15_000},
		{"1.5h", 5_400_000},
		{"24h", 86_400_000},
		{"86400", 86_400_000},
	}
	for _, test := range tests {
		if got, ok := kill(test.word); !ok || got != test.want {
			t.Errorf("%s: got %d ms, %t, want %d ms, true", test.word, got, ok, test.want)
		}
	}
}

// What is not a time, or longer than a day, is refused.
func TestTimesRefused(t *testing.T) {
	words := []string{
		"", "s", ".5", "1.", "1.x", "-1", "+1", "1d", "1S", "1 s", "1e3", "1.5.5",
		"24.01h", "86401", "999999999h",
	}
	for _, word := range words {
		if got, ok := kill(word); ok {
			t.Errorf("%q: got %d ms, want a refusal", word, got)
		}
	}
}

// -e replaces the exit statuses that it names, the later of two rules counting, and no others.
func TestExitMap(t *testing.T) {
	got := parseWords("-e TERM:0 -e143:7 -e sigkill:1 -e 0:200 sh")
	if !got.ok {
		t.Fatal(got.complaint)
	}
	replaced := map[int]uint8{
		143: 7,
		137: 1,
		0:   200,
	}
	for status := range 256 {
		want, mapped := replaced[status]
		if !mapped {
			want = uint8(status)
		}
		if got := got.ExitStatus(uint8(status)); got != want {
			t.Errorf("status %d: got %d, want %d", status, got, want)
		}
	}
}
