// Package report writes lines to standard error. As far as there is room, each line is one
// write(2), so that those of several processes do not mix.
package report

import "dumb-init.alt/internal/kernel"

// How long a line waits for room, in milliseconds, if the reader is slow or another process writes.
const (
	// ExitPatience is for what explains an exit: it must arrive, and no signal is held up.
	ExitPatience = 2000
	// debugPatience is for lines of a log, for which signals wait meanwhile. It is enough for a
	// reader that reads, even beside a process that writes without a pause.
	debugPatience = 50
)

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
	new(Line).unable(action, errno).End()
	return false
}

// Log writes lines while the command is started and supervised.
type Log struct {
	Verbose bool // without it, no debug line is written
	stuck   bool // the last line was not written
}

// Write ends a line and writes it, whether the log is verbose or not. It waits a little for room.
// If there is none, the line is lost, and the next ones do not wait until one was written: a reader
// that is stuck costs one wait, and not one for each line.
func (log *Log) Write(line *Line) {
	patience := uint32(debugPatience)
	if log.stuck {
		patience = 0
	}
	log.stuck = !line.write(patience)
}

// Debugf writes a debug line, with the next of the numbers in the place of each %d.
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
	log.Write(line)
}

// Unable writes a debug line, that dumb-init is unable to do an action, and why.
func (log *Log) Unable(action string, errno kernel.Errno) {
	if log.Verbose {
		log.Write(new(Line).unable(action, errno))
	}
}

// unable appends that dumb-init is unable to do an action, and why.
func (l *Line) unable(action string, errno kernel.Errno) *Line {
	l.Prefix().String("Unable to ").String(action)
	return l.String(" (errno=").Int(int32(errno)).Byte(' ').Errno(errno).String(").")
}
