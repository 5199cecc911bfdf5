// Package stderr writes lines to standard error: each is put together in a fixed buffer and goes out in
// one write(2), so that the lines of several processes do not mix.
package stderr

import (
	"dumb-init/internal/kernel"
	"dumb-init/internal/words"
)

// A line has size bytes, of which one string takes piece at most, so that there is room for what is said of it.
const size, piece = 2048, 512

// Line is a line of output in the making. What does not fit is left out.
type Line struct {
	used uint
	text [size]byte // ends in a null
}

// Byte appends a byte as it is.
func (l *Line) Byte(c byte) *Line {
	if l.used < size-1 {
		l.text[l.used] = c
		l.used++
	}
	return l
}

// String appends text of any origin. A control character becomes '?', so that a line stays one line.
func (l *Line) String(text string) *Line {
	for i := range len(text) {
		switch c := text[i]; {
		case i == piece:
			return l.String("...")
		case c < ' ' || c == 0x7f:
			l.Byte('?')
		default:
			l.Byte(c)
		}
	}
	return l
}

// Quote appends text in single quotes.
func (l *Line) Quote(text string) *Line { return l.Byte('\'').String(text).Byte('\'') }

// Int appends a number that is not negative.
func (l *Line) Int(n int32) *Line {
	var digits words.Digits
	return l.String(digits.Format(uint32(n)))
}

// Errno appends the C library's text for an error number, as strerror(3).
func (l *Line) Errno(errno kernel.Errno) *Line {
	for i := range errnoTexts {
		if errnoTexts[i].errno == errno {
			return l.String(errnoTexts[i].text)
		}
	}
	return l.String("Unknown error ").Int(int32(errno))
}

// Text returns the line so far, which lives as long as l does.
func (l *Line) Text() string { return words.String(&l.text[0]) }

// End ends the line and writes it. What fails, or would block, is dropped: there is nowhere to complain.
func (l *Line) End() {
	l.text[min(l.used, size-2)] = '\n'
	kernel.Write(2, l.Text())
}

// Begin begins a line in the program's name.
func (l *Line) Begin() *Line { return l.String("[dumb-init] ") }

// Log writes debug lines, if it is true.
type Log bool

// Say writes a line around a number, or without one if it is negative, and adds the full stop.
func (log Log) Say(before string, n int32, after string) {
	if !log {
		return
	}
	line := new(Line).Begin().String(before)
	if n >= 0 {
		line.Int(n)
	}
	line.String(after).Byte('.').End()
}

// Fail writes a line about a system call that failed.
func (log Log) Fail(what string, errno kernel.Errno) {
	if log {
		new(Line).Begin().String("Unable to ").String(what).String(" (errno=").Int(int32(errno)).Byte(' ').
			Errno(errno).String(").").End()
	}
}
