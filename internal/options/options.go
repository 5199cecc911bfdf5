// Package options reads the command line and the environment. It is pure: nothing is printed or changed.
package options

import (
	"dumb-init.alt/internal/signals"
	"dumb-init.alt/internal/words"
	_ "embed" // puts the help into the program's data, as a literal would be
)

type Options struct { // what the user asked for
	Flags       Flags
	ParentDeath signals.Signal // to receive when the parent dies; 0: none
	Rules       [signals.Count]Rule
	exits       [256]uint8 // by exit status, the bits in which the status to exit with differs
}

// Flags is a set of the options that take no value. The last two say that the environment asked for Verbose, SingleChild.
type Flags uint16

const (
	All, Help, Pause, SingleChild, Subreaper, Verbose, Version, Wait Flags = 1, 2, 4, 8, 16, 32, 64, 128
	DebugVariable, SetsidVariable                                    Flags = 256, 512
)

// Has reports whether one of the flags is given.
func (f Flags) Has(flags Flags) bool { return f&flags != 0 }

type Rule struct { // what to do when a signal is received
	Rewrite bool           // forward another signal
	To      signals.Signal // namely this; 0: none
	Delay   uint32         // milliseconds to hold it back
	Kills   bool           // some time after it was forwarded, kill what is still alive
	Kill    uint32         // milliseconds until then
}

// ExitStatus returns what to exit with for a command's exit status.
func (o *Options) ExitStatus(status uint8) uint8 { return status ^ o.exits[status] }

type option struct { // as it is written
	short byte
	long  string
	flag  Flags
	value string // the form of its value, where it takes one
}

var table = [...]option{
	{'a', "--all", All, ""},
	{'c', "--single-child", SingleChild, ""},
	{'d', "--delay", 0, "SIG:TIME"},
	{'e', "--exit-map", 0, "FROM:TO"},
	{'h', "--help", Help, ""},
	{'k', "--kill-after", 0, "[SIG:]TIME"},
	{'p', "--parent-death-signal", 0, "SIG"},
	{'P', "--pause", Pause, ""},
	{'r', "--rewrite", 0, "SIG:SIG"},
	{'s', "--subreaper", Subreaper, ""},
	{'v', "--verbose", Verbose, ""},
	{'V', "--version", Version, ""},
	{'w', "--wait", Wait, ""},
}

// HelpText is what --help prints.
//
//go:embed help.txt
var HelpText string

const version = "2.0.0"

// VersionFor returns what --version prints, and on which file descriptor, for the program called by name: dockerd
// parses tini's form from the standard output of docker-init.
func VersionFor(name string) (fd int32, text string) {
	for _, rest, more := words.Cut(name, '/'); more; _, rest, more = words.Cut(name, '/') {
		name = rest
	}
	if name == "docker-init" {
		return 1, "tini version " + version + "_dumb-init\n"
	}
	return 2, "dumb-init v" + version + "\n"
}

const signalForms = "1-31, 34-64, and names such as TERM, SIGTERM or RTMIN+3"

// apply carries out an option. value is its value, where it takes one.
func (p *parser) apply(option *option, value string) (ok bool) {
	p.Flags |= option.flag
	before, after, colon := words.Cut(value, ':')
	if option.short == 'k' && !colon {
		before, after, colon = "TERM", value, true
	}
	switch {
	case option.value == "":
		return true
	case option.short == 'p':
		p.ParentDeath, ok = p.received(value)
		return ok
	case !colon:
		return p.reject(value, "a rule; valid is ", option.value)
	case option.short == 'e':
		return p.exitMap(before, after)
	}
	received, ok := p.received(before)
	rule := &p.Rules[received.Index()]
	switch {
	case !ok:
		return false
	case option.short == 'd':
		rule.Delay, ok = p.time(after)
	case option.short == 'k':
		rule.Kill, ok = p.time(after)
		rule.Kills = true
	case option.short == 'r':
		rule.To, ok = signals.Parse(after)
		rule.Rewrite = true
		if zero, isNumber := words.Decimal(after); !ok && (!isNumber || zero != 0) {
			return p.reject(after, "a signal to forward; valid are 0 for none, ", signalForms)
		}
		return true
	}
	return ok
}

// received reads a signal that is to be received. KILL and STOP never are.
func (p *parser) received(word string) (signal signals.Signal, ok bool) {
	signal, ok = signals.Parse(word)
	if !ok || signal == signals.KILL || signal == signals.STOP {
		return 0, p.reject(word, "a signal that can be caught; valid, but for KILL and STOP, are ", signalForms)
	}
	return signal, true
}

// time reads a time: a decimal number and a unit, s where there is none.
func (p *parser) time(word string) (milliseconds uint32, ok bool) {
	number, suffix := word, ""
	for i := range len(word) {
		if word[i] > '9' {
			number, suffix = word[:i], word[i:]
			break
		}
	}
	whole, fraction, point := words.Cut(number, '.')
	n, ok := words.Decimal(whole)
	unit := uint32(1000)
	switch suffix {
	case "", "s":
	case "ms":
		unit = 1
	case "m":
		unit = 60 * 1000
	case "h":
		unit = 60 * 60 * 1000
	default:
		ok = false
	}
	total := uint64(n) * uint64(unit)
	for i := range len(fraction) {
		digit := fraction[i] - '0'
		unit /= 10
		total += uint64(digit) * uint64(unit)
		ok = ok && digit <= 9
	}
	if !ok || point && fraction == "" || total > 24*60*60*1000 {
		return 0, p.reject(word, "a time; valid are 0 to 24h, such as 10, 1.5s, 300ms or 2m", "")
	}
	return uint32(total), true
}

// exitMap adds the rule that status from, or that of a signal's death, becomes status to.
func (p *parser) exitMap(from, to string) (ok bool) {
	status, ok := words.Decimal(from)
	if signal, isSignal := signals.Parse(from); !ok && isSignal {
		status, ok = 128+uint32(signal), true
	}
	if !ok || status > 255 {
		return p.reject(from, "an exit status; valid are 0-255, and a signal's name for 128 and its number", "")
	}
	replaced, ok := words.Decimal(to)
	if !ok || replaced > 255 {
		return p.reject(to, "an exit status; valid are 0-255", "")
	}
	p.exits[status&255] = uint8(status ^ replaced)
	return true
}
