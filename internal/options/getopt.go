package options

import (
	"dumb-init.alt/internal/stderr"
	"dumb-init.alt/internal/words"
)

// Parse reads into o the options in DUMB_INIT_OPTIONS, then those of the command line, for the program called by
// name. argv is the command, behind one slot to spare. Where ok is false the complaint is what to print.
func Parse(o *Options, name string, args, env []*byte, pid1 bool, complaint *stderr.Line) (argv []*byte, ok bool) {
	p := parser{Options: o, name: name, complaint: complaint}
	p.list, _ = words.Lookup(env, variable)
	ok = p.parse()
	if p.args, p.list, p.at = args, "", 1; ok && !p.Flags.Has(Help|Version) {
		ok = p.parse()
	}
	if slot := uint(p.command - 1); slot < uint(len(args)) {
		argv = args[slot:]
	}
	switch {
	case !ok || p.Flags.Has(Help|Version):
	case p.Flags.Has(Pause) && len(argv) > 1:
		ok = p.reject(words.String(argv[1]), "possible with --pause, which runs no command", "")
	case !p.Flags.Has(Pause) && len(argv) < 2:
		complaint.String("Usage: ").String(name).String(" [option] program [args]").
			Byte('\n').String("Try ").String(name).String(" --help for full usage.")
		ok = false
	case p.Flags.Has(All) && !pid1:
		ok = p.reject("--all", "possible but for PID 1: from elsewhere it could reach the whole host", "")
	}
	if debug, _ := words.Lookup(env, "DUMB_INIT_DEBUG"); debug == "1" {
		p.Flags |= Verbose | DebugVariable
	}
	if setsid, _ := words.Lookup(env, "DUMB_INIT_SETSID"); setsid == "0" {
		p.Flags |= SingleChild | SetsidVariable
	}
	return argv, ok
}

const variable = "DUMB_INIT_OPTIONS" // for an init whose command line is fixed

// parser takes options as getopt_long(3) does for a list that begins with '+': the first word that is none ends them.
// The words are the arguments or, while there are none, those of a list with blanks.
type parser struct {
	*Options
	name      string
	complaint *stderr.Line
	args      []*byte
	list      string
	at        int // index, in args or list, of the next word
	command   int // index in args of the first word that is no option
}

func (p *parser) next() (word string, ok bool) {
	args, list, begin := p.args, p.list, uint(p.at)
	if begin < uint(len(args)) {
		p.at++
		return words.String(args[begin]), true
	}
	for begin < uint(len(list)) && list[begin] <= ' ' {
		begin++
	}
	end := begin
	for end < uint(len(list)) && list[end] > ' ' {
		end++
	}
	p.at = int(end)
	if begin < end && end <= uint(len(list)) {
		return list[begin:end], true
	}
	return "", false
}

// parse takes words until the options end, or leave nothing to run.
func (p *parser) parse() (ok bool) {
	for ok = true; ok && !p.Flags.Has(Help|Version); {
		p.command = p.at
		word, more := p.next()
		switch {
		case len(word) > 2 && word[:2] == "--":
			ok = p.long(word)
		case len(word) > 1 && word[0] == '-' && word[1] != '-':
			ok = p.bundle(word[1:])
		case more && p.args == nil:
			ok = p.reject(word, "an option; the command belongs on the command line", "")
		default:
			if word == "--" {
				p.command = p.at
			}
			return true
		}
	}
	return ok
}

// bundle takes short options without their dash.
func (p *parser) bundle(letters string) bool {
	for letters != "" && !p.Flags.Has(Help|Version) {
		i := uint(0)
		for i < uint(len(table)) && table[i].short != letters[0] {
			i++
		}
		letter, rest := letters[:1], letters[1:]
		if i >= uint(len(table)) {
			return p.misuse("invalid option -- ", letter, "")
		}
		if table[i].value != "" {
			return p.set(&table[i], rest, rest != "", "option requires an argument -- ", letter, "")
		}
		p.apply(&table[i], "")
		letters = rest
	}
	return true
}

// long takes --NAME or --NAME=VALUE; the name may be shortened as long as it is unambiguous.
func (p *parser) long(word string) bool {
	name, value, given := words.Cut(word, '=')
	found, matches := &table[0], 0
	for i := range table {
		if words.HasPrefix(table[i].long, name) {
			found = &table[i]
			matches++
		}
	}
	switch {
	case matches == 0:
		return p.misuse("unrecognized option ", word, "")
	case matches > 1:
		p.misuse("option ", word, " is ambiguous; possibilities:")
		for i := range table {
			if words.HasPrefix(table[i].long, name) {
				p.complaint.Byte(' ').Quote(table[i].long)
			}
		}
		return false
	case given && found.value == "":
		return p.misuse("option ", found.long, " doesn't allow an argument")
	}
	return p.set(found, value, given, "option ", found.long, " requires an argument")
}

// set carries out an option. Its value, if not given with it, is the next word; the texts say that there is none.
func (p *parser) set(option *option, value string, given bool, before, word, after string) bool {
	if option.value != "" && !given {
		if value, given = p.next(); !given {
			return p.misuse(before, word, after)
		}
	}
	return p.apply(option, value)
}

// misuse complains as getopt_long does, under the name that the program was called by.
func (p *parser) misuse(before, word, after string) bool {
	p.complain(p.name).String(before).Quote(word).String(after)
	return false
}

// reject complains about a word that should have been something else.
func (p *parser) reject(word, wanted, forms string) bool {
	p.complain("dumb-init").Quote(word).String(" is not ").String(wanted).String(forms).
		Byte('\n').String("Try dumb-init --help for full usage.")
	return false
}

func (p *parser) complain(name string) *stderr.Line {
	p.complaint.String(name).String(": ")
	if p.args == nil {
		p.complaint.String(variable).String(": ")
	}
	return p.complaint
}
