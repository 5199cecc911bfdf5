// Package stderr writes lines to standard error: each is put together in a fixed buffer and goes out in
// one write(2), so that the lines of several processes do not mix.
package stderr

import (
	"dumb-init/internal/kernel"
	"dumb-init/internal/words"
)

const (
	size  = 2048
	piece = 512 // bytes of one string at most, so that a long argument leaves room for what is said of it
)

// Line is a line of output in the making. What does not fit is left out.
type Line struct {
	used uint
	text [size]byte
}

// String appends text of any origin. A control character becomes '?': a line stays one line.
func (l *Line) String(text string) *Line {
	for i := range len(text) {
		c := text[i]
		if c < ' ' || c == 0x7f {
			c = '?'
		}
		if i == piece {
			return l.String("...")
		}
		if l.used < size-2 { // leaves room for the newline and a null
			l.text[l.used] = c
			l.used++
		}
	}
	return l
}

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

// End writes the line. What fails, or would block, is dropped: there is nowhere to complain.
func (l *Line) End() {
	if l.used < size-1 {
		l.text[l.used] = '\n'
	}
	kernel.Write(2, words.String(&l.text[0]))
}

// Log writes debug lines, if it is true.
type Log bool

// Say writes a line around a number.
func (log Log) Say(before string, n int32, after string) {
	if log {
		new(Line).String(prefix).String(before).Int(n).String(after).End()
	}
}

// Note writes a line.
func (log Log) Note(text string) {
	if log {
		new(Line).String(prefix).String(text).End()
	}
}

// Fail writes a line about a failed system call: "Unable to WHAT (errno=25 Inappropriate ioctl for device)."
func (log Log) Fail(what string, errno kernel.Errno) {
	if log {
		new(Line).String(prefix).String("Unable to ").String(what).String(" (errno=").Int(int32(errno)).
			String(" ").Errno(errno).String(").").End()
	}
}

const prefix = "[dumb-init] "
