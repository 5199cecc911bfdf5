// Package signals knows the numbers and names of signal(7), as x86, Arm, POWER, s390 and RISC-V share them.
package signals

import (
	_ "embed" // puts the names into the program's data, as literals would be

	"dumb-init/internal/words"
)

// Signal is a signal number, 1 to 64; 0 is no signal.
type Signal uint8

// Count is how many signals there are: the length of a table by signal.
const Count = 64

// The signals that an init treats in a way of their own.
const HUP, INT, KILL, TERM, CHLD, CONT, STOP, TSTP, TTIN, TTOU Signal = 1, 2, 9, 15, 17, 18, 19, 20, 21, 22

// Index is the signal's place in a table by signal. The mask lets the compiler leave out the check of bounds.
func (s Signal) Index() uint { return uint(s-1) & (Count - 1) }

// names has a line for each name, without SIG, and its number; before the aliases stands the usual name.
//
//go:embed names.txt
var names string

// Name returns the signal's name without SIG, or "" where it has none (32, 33).
func (s Signal) Name() string {
	for line, rest, more := words.Cut(names, '\n'); more; line, rest, more = words.Cut(rest, '\n') {
		name, number, _ := words.Cut(line, ' ')
		if n, _ := words.Decimal(number); n == uint32(s) {
			return name
		}
	}
	return ""
}

// Parse reads a signal as people write it: a number (1-31, 34-64), or in either case, with or without SIG, a
// name or alias of signal(7), RTMIN, RTMIN+n, RTMAX-n or RTMAX, with n from 0 to 30.
func Parse(word string) (signal Signal, ok bool) {
	if n, ok := words.Decimal(word); ok {
		return Signal(n), 1 <= n && n <= 31 || 34 <= n && n <= 64
	}
	if len(word) > 3 && equal(word[:3], "SIG") {
		word = word[3:]
	}
	for line, rest, more := words.Cut(names, '\n'); more; line, rest, more = words.Cut(rest, '\n') {
		name, number, _ := words.Cut(line, ' ')
		if equal(word, name) {
			n, _ := words.Decimal(number)
			return Signal(n), true
		}
	}
	return 0, false
}

// equal reports whether a word is the name, which is in upper case, but for the case of its letters.
func equal(word, name string) bool {
	if len(word) != len(name) {
		return false
	}
	for i := range len(name) {
		c := word[i]
		if 'a' <= c && c <= 'z' {
			c -= 'a' - 'A'
		}
		if c != name[i] {
			return false
		}
	}
	return true
}
