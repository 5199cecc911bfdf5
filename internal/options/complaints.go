package options

import (
	"dumb-init.alt/internal/ascii"
	"dumb-init.alt/internal/report"
)

// Complaints about how options are written have the wording of getopt_long(3), and begin with the
// name by which the program was called. All others are of this form:
//
//	dumb-init: --rewrite: '15:FOO': 'FOO' is not a signal; use ...
//	Try dumb-init --help for full usage.
//
// They name the option, its whole value, the part that is wrong, and what would be valid.

// misuse complains as getopt_long does.
func (p *parser) misuse(before, word, after string) (ok bool) {
	p.complain(p.name).String(before).Quote(word).String(after)
	return false
}

// unknownLetter complains about a short option that does not exist.
func (p *parser) unknownLetter(letter string) (ok bool) {
	p.misuse("invalid option -- ", letter, "")
	if letter == "g" { // of tini and catatonit
		const hint = "Leave out -g: dumb-init signals the process group by default."
		p.complaint.Byte('\n').String(hint)
	}
	return false
}

// ambiguous complains about a word whose name begins several long names.
func (p *parser) ambiguous(word, name string) (ok bool) {
	p.misuse("option ", word, " is ambiguous; possibilities:")
	o, rest, more := nextOption(table)
	for more {
		if ascii.HasPrefix(o.long, name) {
			p.complaint.Byte(' ').Quote(o.long)
		}
		o, rest, more = nextOption(rest)
	}
	return false
}

// notOption complains about a word of the list that is no option.
func (p *parser) notOption(word string) (ok bool) {
	p.complain("dumb-init").Quote(word).
		String(" is not an option; the command belongs on the command line")
	return p.tryHelp()
}

// malformed complains about a value as a whole. People come from tini, which has -e 143.
func (p *parser) malformed(s *setting, what string) (ok bool) {
	line := p.blame(s, s.value, what).String(s.valid)
	if _, isNumber := ascii.Decimal(s.value); isNumber && s.letter == 'e' {
		line.String("; for -e ").String(s.value).String(" of tini use ").
			String(s.value).String(":0")
	}
	return p.tryHelp()
}

// wrong complains about a part of a value, and says what to use instead.
func (p *parser) wrong(s *setting, part, what, valid string) (ok bool) {
	p.blame(s, part, what).String(valid)
	return p.tryHelp()
}

// blame begins a complaint about a part of a value. What to use follows.
func (p *parser) blame(s *setting, part, what string) *report.Line {
	line := p.complain("dumb-init").String(s.long).String(": ").Quote(s.value)
	if len(part) < len(s.value) {
		line.String(": ").Quote(part)
	}
	return line.String(what).String("; use ")
}

// unexpected complains about a command that --pause would not run.
func (p *parser) unexpected(command string) (ok bool) {
	p.complain("dumb-init").String("unexpected argument ").Quote(command).String(": ")
	p.origin("--pause", Pause).String(" runs no command")
	return p.tryHelp()
}

// needsPID1 complains about --all.
func (p *parser) needsPID1() (ok bool) {
	p.complain("dumb-init")
	p.origin("--all", All).String(" requires PID 1: elsewhere it would signal the whole host")
	return p.tryHelp()
}

// noCommand complains as 1.2.5 does.
func (p *parser) noCommand() (ok bool) {
	p.complaint.String("Usage: ").String(p.name).String(" [option] program [args]").
		Byte('\n').String("Try ").String(p.name).String(" --help for full usage.")
	return false
}

// origin appends an option, and the variable if it was given there.
func (p *parser) origin(long string, flag Flags) *report.Line {
	p.complaint.String(long)
	if p.listed.Has(flag) {
		p.complaint.String(" in ").String(Variable)
	}
	return p.complaint
}

// complain begins a complaint. It names the variable if the words are from there.
func (p *parser) complain(name string) *report.Line {
	p.complaint.String(name).String(": ")
	if p.args == nil {
		p.complaint.String(Variable).String(": ")
	}
	return p.complaint
}

// tryHelp ends a complaint.
func (p *parser) tryHelp() (ok bool) {
	p.complaint.Byte('\n').String("Try dumb-init --help for full usage.")
	return false
}
