package faults

import (
	"fmt"
	"regexp"
	"strings"
)

// outcome is what became of the init.
type outcome struct {
	hung     bool
	ran      bool // the command began
	injected bool // the fault happened
	status   int  // the init's exit status
	stderr   string
	trace    string // by strace
}

// Exit statuses of the command: see testdata/probe.c.
const (
	allWell    = 7
	signalLost = 8
)

// String describes the outcome in a few words; of what the init has said it has the last line.
func (o *outcome) String() string {
	switch {
	case o.hung:
		return "hung"
	case o.ran && o.status == allWell:
		return "carried on"
	case o.ran && o.status == signalLost:
		return "carried on, signal lost"
	case o.ran:
		return fmt.Sprintf("status lost: %d", o.status)
	}
	said := strings.TrimSuffix(o.stderr, "\n")
	last := said[strings.LastIndexByte(said, '\n')+1:]
	return fmt.Sprintf("refused with %d: %s", o.status, last)
}

// want is the one acceptable outcome.
type want int

const (
	carryOn    want = iota // the command runs to its end, and the init exits with its status
	loseSignal             // likewise, except for a signal that nothing could have forwarded
	refuse                 // the init exits with 1 and a message, and the command does not run
	refuse126              // likewise, with 126: the command cannot be run
	refuse127              // likewise, with 127: the command is not found
)

// String returns the outcome that is wanted, in the words of outcome.String.
func (w want) String() string {
	switch w {
	case carryOn:
		return "carried on"
	case loseSignal:
		return "carried on, signal lost"
	}
	return fmt.Sprintf("refused with %d", w.refusal())
}

// refusal returns the exit status of an init that refuses to run the command.
func (w want) refusal() int {
	switch w {
	case refuse126:
		return 126
	case refuse127:
		return 127
	}
	return 1
}

var message = regexp.MustCompile(`(?m)^\[dumb-init\] .*\w.*$`)

// met reports whether the outcome is the one that is wanted.
func (w want) met(o *outcome) bool {
	if o.hung {
		return false
	}
	switch w {
	case carryOn:
		return o.ran && o.status == allWell
	case loseSignal:
		return o.ran && o.status == signalLost
	}
	return !o.ran && o.status == w.refusal() && message.MatchString(o.stderr)
}
