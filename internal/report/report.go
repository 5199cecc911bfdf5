// Package report writes lines to standard error. Each line is one write(2), so that those of
// several processes do not mix.
package report

import "dumb-init.alt/internal/kernel"

// Error writes what has failed, and why.
func Error(what string, errno kernel.Errno) {
	new(Line).Prefix().String(what).String(": ").Errno(errno).End()
}

// Check reports whether an action went well. If not, it writes that dumb-init is unable to do it,
// and why.
func Check(action string, errno kernel.Errno) (ok bool) {
	if errno == 0 {
		return true
	}
	(&Log{Verbose: true}).Unable(action, errno)
	return false
}

// Log writes debug lines.
type Log struct {
	Verbose bool // without it, nothing is written
}

// Debugf writes a line, with the next of the numbers in the place of each %d.
func (log *Log) Debugf(format string, numbers ...int32) {
	if !log.Verbose {
		return
	}
	line := new(Line).Prefix()
	for text := format; text != ""; {
		if len(numbers) > 0 && len(text) >= 2 && text[:2] == "%d" {
			line.Int(numbers[0])
			numbers = numbers[1:]
			text = text[2:]
			continue
		}
		line.Byte(text[0])
		text = text[1:]
	}
	line.End()
}

// Write ends a line and writes it, whether or not debug lines are.
func (log *Log) Write(line *Line) { line.End() }

// Unable writes that dumb-init is unable to do an action, and why.
func (log *Log) Unable(action string, errno kernel.Errno) {
	if !log.Verbose {
		return
	}
	line := new(Line).Prefix().String("Unable to ").String(action)
	line.String(" (errno=").Int(int32(errno)).Byte(' ').Errno(errno).String(").").End()
}
