// Package options reads the command line and the environment. It is pure: nothing is printed or changed.
package options

import (
	"dumb-init/internal/signals"
	"dumb-init/internal/words"
	_ "embed" // puts the help into the program's data, as a literal would be
)

type Options struct { // what the user asked for
	Flags       Flags
	ParentDeath signals.Signal // to receive when the parent dies; 0: none
	Rules       [signals.Count]Rule
	exits       [256]uint8 // by exit status, the bits in which the status to exit with differs
}

// Flags is a set of the options that take no value. The last two say that the environment asked for Verbose and for
// SingleChild.
type Flags uint16

const All, Help, Pause, SingleChild, Subreaper, Verbose, Version, Wait Flags = 1, 2, 4, 8, 16, 32, 64, 128
const DebugVariable, SetsidVariable Flags = 256, 512

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
