package options

import (
	"dumb-init.alt/internal/cstring"
	"dumb-init.alt/internal/report"
)

// Variable is the name of the variable that holds options, for an init whose command line is fixed.
const Variable = "DUMB_INIT_OPTIONS"

// Parse reads into o the options in DUMB_INIT_OPTIONS, and after them those of the command line,
// for the program called by name. pid1 says whether the caller is PID 1.
//
// argv[1:] is the command. argv[0] is a slot to spare: /bin/sh goes there, if the command is a
// script without #!. If ok is false, complaint is what to print.
func Parse(
	o *Options, name string, args, env []*byte, pid1 bool, complaint *report.Line,
) (argv []*byte, ok bool) {
	p := parser{
		Options:   o,
		name:      name,
		complaint: complaint,
	}
	p.list, _ = cstring.Lookup(env, Variable)
	ok = p.parse()
	if ok && !p.Flags.Has(Help|Version) {
		p.listed = p.Flags
		p.args = args
		p.list = ""
		p.at = 1
		ok = p.parse()
	}
	if slot := uint(p.command - 1); slot < uint(len(args)) {
		argv = args[slot:]
	}
	if ok && !p.Flags.Has(Help|Version) {
		ok = p.checkCommand(argv, pid1)
	}
	p.readVariables(env)
	return argv, ok
}

// checkCommand reports whether options and command go together.
func (p *parser) checkCommand(argv []*byte, pid1 bool) (ok bool) {
	hasCommand := len(argv) > 1
	switch {
	case p.Flags.Has(Pause) && hasCommand:
		return p.unexpected(cstring.String(argv[1]))
	case !p.Flags.Has(Pause) && !hasCommand:
		return p.noCommand()
	case p.Flags.Has(All) && !pid1:
		return p.needsPID1()
	}
	return true
}

// readVariables adds what 1.2.5 takes from the environment.
func (p *parser) readVariables(env []*byte) {
	if debug, _ := cstring.Lookup(env, "DUMB_INIT_DEBUG"); debug == "1" {
		p.Flags |= Verbose | DebugVariable
	}
	if setsid, _ := cstring.Lookup(env, "DUMB_INIT_SETSID"); setsid == "0" {
		p.Flags |= SingleChild | SetsidVariable
	}
}
