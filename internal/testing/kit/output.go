package kit

import (
	"bytes"
	"io"
	"os"
	"regexp"
	"sync"
)

// Output is what a program has written so far to a pipe or a terminal. Its methods may be called
// while the program runs.
type Output struct {
	Terminal bool // drop the carriage return that a terminal sends before a newline

	mutex sync.Mutex
	text  bytes.Buffer
	ended bool
}

// Write appends text.
func (o *Output) Write(text []byte) (int, error) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	kept := text
	if o.Terminal {
		kept = bytes.ReplaceAll(text, []byte("\r"), nil)
	}
	o.text.Write(kept)
	return len(text), nil
}

// String returns the output so far.
func (o *Output) String() string {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	return o.text.String()
}

// Ended reports whether nobody can write any more: every process that had the file has closed it.
func (o *Output) Ended() bool {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	return o.ended
}

// Match returns what the groups of a pattern match, and whether the output matches it. ^ and $
// match at the ends of lines.
func (o *Output) Match(pattern string) (groups []string, ok bool) {
	found := regexp.MustCompile("(?m)" + pattern).FindStringSubmatch(o.String())
	if found == nil {
		return nil, false
	}
	return found[1:], true
}

// Collect reads a file to its end, and closes it.
func (o *Output) Collect(from *os.File) {
	io.Copy(o, from)
	from.Close()
	o.mutex.Lock()
	defer o.mutex.Unlock()
	o.ended = true
}
