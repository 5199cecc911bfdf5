package report

import (
	"dumb-init.alt/internal/ascii"
	"dumb-init.alt/internal/cstring"
	"dumb-init.alt/internal/kernel"
	"dumb-init.alt/internal/signals"
)

const (
	// lineSize is how many bytes a line has at most, with the null at its end.
	lineSize = 1536
	// textSize is how many bytes of a text of any origin a line takes, so that there is room for
	// what is said of it.
	textSize = 512
)

// Line is a line of output in the making. Its zero value is an empty line. What does not fit is
// left out. The methods that append return the line.
type Line struct {
	used  uint
	bytes [lineSize]byte // a null follows those in use
}

// Byte appends a byte.
//
// It is not inlined: it has many callers, and the program would be larger.
//
//go:noinline
func (l *Line) Byte(c byte) *Line {
	if l.used < lineSize-1 {
		l.bytes[l.used] = c
		l.used++
	}
	return l
}

// String appends text of any origin. A character that may not be shown becomes '?', so that a line
// stays one line. Of a long text the beginning is kept, up to a whole character.
func (l *Line) String(text string) *Line {
	left := uint(textSize)
	for text != "" {
		first := firstCharacter(text)
		size := uint(len(first))
		if size > left || size > uint(len(text)) {
			return l.String("...")
		}
		left -= size
		text = text[size:]
		if l.used+size > lineSize-2 { // the end of a full line is for the newline
			return l
		}
		l.character(first)
	}
	return l
}

// character appends a character, or '?' if it may not be shown.
func (l *Line) character(bytes string) {
	if !isShown(bytes) {
		l.Byte('?')
		return
	}
	for i := range len(bytes) {
		l.Byte(bytes[i])
	}
}

// Prefix appends what every line but getopt's begins with.
func (l *Line) Prefix() *Line { return l.String("[dumb-init] ") }

// Quote appends text in quotes.
func (l *Line) Quote(text string) *Line { return l.Byte('\'').String(text).Byte('\'') }

// Int appends a number, which must not be negative.
func (l *Line) Int(n int32) *Line {
	if n >= 10 {
		l.Int(n / 10)
	}
	return l.Byte('0' + byte(n%10))
}

// Errno appends the C library's text for an error number, as strerror(3).
func (l *Line) Errno(errno kernel.Errno) *Line {
	if text := find(errnoTexts, int32(errno)); text != "" {
		return l.String(text)
	}
	return l.String("Unknown error ").Int(int32(errno))
}

// Signal appends a signal's number and, if it has one, its name in brackets.
func (l *Line) Signal(signal signals.Signal) *Line {
	l.Int(int32(signal))
	if name := find(signals.Names, int32(signal)); name != "" {
		l.String(" (SIG").String(name).Byte(')')
	}
	return l
}

// find returns the value of a number in a table, or "" if it has none.
func find(table string, number int32) string {
	var key Line
	value, _ := ascii.Find(table, cstring.String(key.Int(number).CString()))
	return value
}

// CString returns the address of the line so far, which ends in a null. It is valid as long as l
// is.
func (l *Line) CString() *byte { return &l.bytes[0] }

// End ends the line and writes it, for a line that explains an exit: it waits long for room. If
// there is none, the line is lost: there is nowhere to complain.
func (l *Line) End() { l.write(ExitPatience) }

// write ends the line and writes it. It waits at most so many milliseconds for room, and reports
// whether the line was written.
func (l *Line) write(milliseconds uint32) (written bool) {
	l.bytes[min(l.used, lineSize-2)] = '\n'
	return kernel.Write(kernel.Stderr, cstring.String(l.CString()), milliseconds)
}
