// Package options reads the command line and the environment. It is pure: what is wrong comes back as a
// Problem, for the caller to print.
package options

import (
	"dumb-init/internal/signals"
	"dumb-init/internal/words"
)

// Options is what the user asked for.
type Options struct {
	Action      Action
	Command     int // index of the command in the arguments, where Action is Run
	SingleChild bool
	Verbose     bool
	Rewrites    [signals.Count]Rewrite // by the signal received (Signal.Index)
}

// Action is what dumb-init is to do.
type Action uint8

// The actions.
const (
	Run Action = iota
	Help
	Version
)

// Rewrite is a rule of -r for a received signal; without one a signal is forwarded as it came.
type Rewrite struct {
	Given bool
	To    signals.Signal // 0: forward nothing
}

// option is an option as it is written; what it does is said in apply.
type option struct {
	short, long string
	takesValue  bool
}

var table = [...]option{
	{"c", "single-child", false},
	{"h", "help", false},
	{"r", "rewrite", true},
	{"v", "verbose", false},
	{"V", "version", false},
}

func (o *Options) apply(option *option, value string) Problem {
	switch option.short {
	case "c":
		o.SingleChild = true
	case "h":
		o.Action = Help
	case "r":
		return o.rewrite(value)
	case "v":
		o.Verbose = true
	case "V":
		o.Action = Version
	}
	return Problem{}
}

const signalForms = "1-31, 34-64 and names such as TERM, SIGTERM or RTMIN+3"

// rewrite adds the rule "SIG:SIG".
func (o *Options) rewrite(rule string) Problem {
	from, to, found := words.Cut(rule, ':')
	if !found {
		return badValue(rule, "' is no rewrite rule; valid is SIG:SIG, such as TERM:QUIT or 15:3")
	}
	received, ok := signals.Parse(from)
	if !ok {
		return badValue(from, "' is no signal; valid are "+signalForms)
	}
	if received == signals.KILL || received == signals.STOP {
		return badValue(from, "' cannot be caught; valid is any signal but KILL and STOP")
	}
	sent, ok := signals.Parse(to)
	if zero, isNumber := words.Decimal(to); !ok && (!isNumber || zero != 0) {
		return badValue(to, "' is no signal; valid are 0 (forward nothing), "+signalForms)
	}
	o.Rewrites[received.Index()] = Rewrite{Given: true, To: sent}
	return Problem{}
}
