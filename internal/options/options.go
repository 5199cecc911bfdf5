// Package options reads the command line and the environment. It is pure: nothing is printed or changed.
package options

import (
	"dumb-init/internal/signals"
	"dumb-init/internal/words"
)

// Options is what the user asked for.
type Options struct {
	Action      Action
	SingleChild bool
	Verbose     bool
	Rewrites    [signals.Count]Rewrite // by the signal received (Signal.Index)
}

// Action is what dumb-init is to do.
type Action uint8

// The actions: run the command, print the help, print the version.
const Run, Help, Version Action = 0, 1, 2

// Rewrite is a rule of -r for a received signal; without one a signal is forwarded as it came.
type Rewrite struct {
	Given bool
	To    signals.Signal // 0: forward nothing
}

// option is an option as it is written; what it does is said in apply.
type option struct {
	short      byte
	long       string
	takesValue bool
}

var table = [...]option{
	{'c', "--single-child", false},
	{'h', "--help", false},
	{'r', "--rewrite", true},
	{'v', "--verbose", false},
	{'V', "--version", false},
}

func (p *parser) apply(option *option, value string) (ok bool) {
	switch option.short {
	case 'c':
		p.SingleChild = true
	case 'h':
		p.Action = Help
	case 'r':
		return p.rewrite(value)
	case 'v':
		p.Verbose = true
	case 'V':
		p.Action = Version
	}
	return true
}

// rewrite adds the rule "SIG:SIG".
func (p *parser) rewrite(rule string) (ok bool) {
	from, to, found := words.Cut(rule, ':')
	if !found {
		return p.reject(rule, "a rewrite rule; valid is SIG:SIG, such as TERM:QUIT or 15:3")
	}
	received, ok := signals.Parse(from)
	if !ok || received == signals.KILL || received == signals.STOP {
		return p.reject(from, "a signal that can be caught; valid are "+signalForms+", but KILL and STOP")
	}
	sent, ok := signals.Parse(to)
	if zero, isNumber := words.Decimal(to); !ok && (!isNumber || zero != 0) {
		return p.reject(to, "a signal to forward; valid are 0 for none, "+signalForms)
	}
	rewrite := &p.Rewrites[received.Index()]
	rewrite.Given, rewrite.To = true, sent
	return true
}

const signalForms = "1-31, 34-64, and names such as TERM, SIGTERM or RTMIN+3"
