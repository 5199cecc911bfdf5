// Package stderr writes lines to standard error, each in one write(2), so that those of several processes do not mix.
package stderr

import (
	"dumb-init.alt/internal/kernel"
	"dumb-init.alt/internal/signals"
	"dumb-init.alt/internal/words"
	_ "embed" // puts the texts into the program's data, as literals would be
)

// A line has size bytes, and a string of it piece at most, so that there is room for what is said of it.
const size, piece = 1536, 512

type Line struct { // of output, in the making; what does not fit is left out
	used uint
	text [size]byte // ends in a null
}

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

func (l *Line) Begin() *Line            { return l.String("[dumb-init] ") }
func (l *Line) Quote(text string) *Line { return l.Byte('\'').String(text).Byte('\'') }

// Int appends a number that is not negative.
func (l *Line) Int(n int32) *Line {
	if n >= 10 {
		l.Int(n / 10)
	}
	return l.Byte('0' + byte(n%10))
}

// Errno appends the C library's text for an error number, as strerror(3).
func (l *Line) Errno(errno kernel.Errno) *Line {
	if text := lookup(errnoTexts, int32(errno)); text != "" {
		return l.String(text)
	}
	return l.String("Unknown error ").Int(int32(errno))
}

// Signal appends a signal's number and name.
func (l *Line) Signal(signal signals.Signal) *Line {
	return l.Int(int32(signal)).String(" (SIG").String(lookup(signals.Names, int32(signal))).String(")")
}

func lookup(table string, key int32) string {
	text, _ := words.Find(table, words.String(new(Line).Int(key).Text()))
	return text
}

//go:embed errno.txt
var errnoTexts string

// Text returns the line so far, which ends in a null and lives as long as l does.
func (l *Line) Text() *byte { return &l.text[0] }

// End ends the line and writes it. What fails, or would block, is dropped: there is nowhere to complain.
func (l *Line) End() {
	l.text[min(l.used, size-2)] = '\n'
	kernel.Write(2, words.String(l.Text()))
}

// Report writes a line: what failed, and why.
func Report(what string, errno kernel.Errno) {
	new(Line).Begin().String(what).String(": ").Errno(errno).End()
}

type Log bool // writes debug lines, if it is true

// Say writes a line, with a number in place of each '%'.
func (log Log) Say(format string, numbers ...int32) {
	if !log {
		return
	}
	line := new(Line).Begin()
	for i := range len(format) {
		if format[i] == '%' && len(numbers) > 0 {
			line.Int(numbers[0])
			numbers = numbers[1:]
		} else {
			line.Byte(format[i])
		}
	}
	line.End()
}

// Failed reports whether there was an error, and writes it.
func Failed(what string, errno kernel.Errno) bool {
	Log(errno != 0).Fail(what, errno)
	return errno != 0
}

func (log Log) Fail(what string, errno kernel.Errno) {
	if log {
		new(Line).Begin().String("Unable to ").String(what).String(" (errno=").Int(int32(errno)).Byte(' ').
			Errno(errno).String(").").End()
	}
}
