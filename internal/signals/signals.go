// Package signals knows the numbers and names of signal(7), as x86, Arm, POWER, s390 and RISC-V share them.
package signals

import (
	"dumb-init.alt/internal/words"
	_ "embed" // puts the names into the program's data, as literals would be
)

// Signal is a signal number, 1 to Count; 0 is no signal. An init treats the named ones in a way of their own.
type Signal uint8

const (
	Count                                                           = 64
	HUP, INT, KILL, TERM, CHLD, CONT, STOP, TSTP, TTIN, TTOU Signal = 1, 2, 9, 15, 17, 18, 19, 20, 21, 22
)

// Index is the signal's place in a table by signal. The mask lets the compiler leave out the check of bounds.
func (s Signal) Index() uint { return uint(s-1) & (Count - 1) }

// Names is a table (words.Find) of each signal's usual name without SIG by its number, and its number by each name.
//
//go:embed names.txt
var Names string

// Parse reads a signal as people write it: a number (1-31, 34-64), or in either case, with or without SIG, a
// name or alias of signal(7), RTMIN, RTMIN+n, RTMAX-n or RTMAX, with n from 0 to 30.
func Parse(word string) (signal Signal, ok bool) {
	if n, ok := words.Decimal(word); ok {
		return Signal(n), 1 <= n && n <= 31 || 34 <= n && n <= 64
	}
	if len(word) > 3 && words.Equal(word[:3], "SIG") {
		word = word[3:]
	}
	number, _ := words.Find(Names, word)
	n, ok := words.Decimal(number)
	return Signal(n), ok
}
