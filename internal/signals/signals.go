// Package signals knows the numbers and names of signal(7), as x86, Arm, POWER, s390 and RISC-V
// share them.
package signals

import "dumb-init.alt/internal/ascii"

// Signal is a signal number, from 1 to Count. 0 is no signal.
type Signal uint8

// Count is how many signals there are: 31 standard ones, and the real-time ones from 32 on.
const Count = 64

// The signals that an init treats in a way of their own.
const (
	HUP   Signal = 1
	INT   Signal = 2
	QUIT  Signal = 3
	ILL   Signal = 4
	TRAP  Signal = 5
	ABRT  Signal = 6
	BUS   Signal = 7
	FPE   Signal = 8
	KILL  Signal = 9
	SEGV  Signal = 11
	TERM  Signal = 15
	CHLD  Signal = 17
	CONT  Signal = 18
	STOP  Signal = 19
	TSTP  Signal = 20
	TTIN  Signal = 21
	TTOU  Signal = 22
	XCPU  Signal = 24
	XFSZ  Signal = 25
	WINCH Signal = 28
	SYS   Signal = 31
)

// Index is the signal's place in a table of Count entries. The mask lets the compiler leave out the
// check of bounds.
func (s Signal) Index() uint { return uint(s-1) & (Count - 1) }

// IsTerminalStop reports whether the signal is one by which a terminal stops a job. Other than
// STOP, these three can be caught.
func (s Signal) IsTerminalStop() bool { return s == TSTP || s == TTIN || s == TTOU }

// Parse reads a signal as people write it: as a number (1-31 or 34-64), as a name or alias of
// signal(7), or as RTMIN, RTMIN+n, RTMAX-n or RTMAX with n from 0 to 30. A name may have SIG before
// it. Its case is ignored.
func Parse(word string) (signal Signal, ok bool) {
	if n, ok := ascii.Decimal(word); ok {
		standard := 1 <= n && n <= 31
		realTime := 34 <= n && n <= Count
		return Signal(n), standard || realTime
	}
	if len(word) > 3 && ascii.EqualFold(word[:3], "SIG") {
		word = word[3:]
	}
	number, _ := ascii.Find(numbers, word)
	n, ok := ascii.Decimal(number)
	return Signal(n), ok
}
