// Package options reads the command line and the environment. It is pure: it prints nothing and
// changes nothing.
//
// The files: table.go (which options there are), parse.go (where they come from), getopt.go (how
// they are written), rules.go and time.go (the values of -d, -e, -k, -p and -r), complaints.go (the
// messages about what is wrong), help.go and version.go.
package options

import "dumb-init.alt/internal/signals"

// Options are what the user asked for.
type Options struct {
	Flags       Flags
	ParentDeath signals.Signal // received when the parent dies; 0 is none
	Rules       [signals.Count]Rule

	// exitMap has, by exit status, the XOR of the status and what replaces it. So the zero value
	// maps each status to itself.
	exitMap [256]uint8
}

// Rule says what to do when a signal is received. Its zero value is to forward the signal at once.
type Rule struct {
	HasRewrite      bool           // forward RewriteTo in place of the signal
	RewriteTo       signals.Signal // 0 forwards nothing
	DelayMillis     uint32         // hold the signal back for so long; 0 does not
	HasKill         bool           // send KILL after KillAfterMillis
	KillAfterMillis uint32         // counted from when the signal was forwarded
}

// ExitStatus returns what to exit with if the command has exited with status.
func (o *Options) ExitStatus(status uint8) uint8 { return status ^ o.exitMap[status] }

// Flags is a set of options that take no value. The option -x is the bit x-'A'.
type Flags uint64

// The options that take no value.
const (
	All         Flags = 1 << ('a' - 'A') // signal every process of the container
	Background  Flags = 1 << ('b' - 'A') // live on without the command
	SingleChild Flags = 1 << ('c' - 'A') // signal the command alone, and start no session
	Help        Flags = 1 << ('h' - 'A') // print the help
	Pause       Flags = 1 << ('P' - 'A') // run no command
	Subreaper   Flags = 1 << ('s' - 'A') // adopt orphans even when not PID 1
	Verbose     Flags = 1 << ('v' - 'A') // print debug lines
	Version     Flags = 1 << ('V' - 'A') // print the version
	Wait        Flags = 1 << ('w' - 'A') // exit only after all other processes
)

// What the environment asked for, beside the flag that it stands for. No option has these bits.
const (
	DebugVariable  Flags = 1 << 62 // DUMB_INIT_DEBUG=1, which stands for Verbose
	SetsidVariable Flags = 1 << 63 // DUMB_INIT_SETSID=0, which stands for SingleChild
)

// Has reports whether one of the flags is given.
func (f Flags) Has(flags Flags) bool { return f&flags != 0 }
