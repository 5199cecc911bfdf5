package options

import (
	"dumb-init.alt/internal/ascii"
	"dumb-init.alt/internal/cstring"
	"dumb-init.alt/internal/report"
)

// parser takes options as getopt_long(3) does for a list that begins with '+': they end at the
// first non-option argument. The words are args or, while args is nil, those of a list with blanks
// between them.
type parser struct {
	*Options
	name      string // of the program, in complaints
	complaint *report.Line
	args      []*byte
	list      string
	at        int   // index, in args or list, of the next word
	command   int   // index, in args, of the first non-option argument, once args are parsed
	listed    Flags // those given in the list, once args are parsed
}

// next takes the next word.
func (p *parser) next() (word string, ok bool) {
	if p.args == nil {
		return p.nextInList()
	}
	if args, i := p.args, uint(p.at); i < uint(len(args)) {
		p.at++
		return cstring.String(args[i]), true
	}
	return "", false
}

// nextInList takes the next word of the list.
func (p *parser) nextInList() (word string, ok bool) {
	list := p.list
	begin := uint(p.at)
	for begin < uint(len(list)) && list[begin] <= ' ' {
		begin++
	}
	end := begin
	for end < uint(len(list)) && list[end] > ' ' {
		end++
	}
	p.at = int(end)
	// That end is in range is for the compiler, which then leaves out the check of bounds.
	if begin < end && end <= uint(len(list)) {
		return list[begin:end], true
	}
	return "", false
}

// parse takes words until the options end, or until one of them leaves nothing to run.
func (p *parser) parse() (ok bool) {
	for !p.Flags.Has(Help | Version) {
		p.command = p.at
		word, more := p.next()
		switch {
		case len(word) > 2 && word[:2] == "--":
			ok = p.long(word)
		case len(word) > 1 && word[0] == '-' && word[1] != '-':
			ok = p.bundle(word[1:])
		case more && p.args == nil:
			return p.notOption(word)
		case word == "--":
			p.command = p.at
			return true
		default:
			return true
		}
		if !ok {
			return false
		}
	}
	return true
}

// bundle takes short options, without their dash.
func (p *parser) bundle(letters string) (ok bool) {
	for letters != "" && !p.Flags.Has(Help|Version) {
		found, known := byLetter(letters[0])
		if !known {
			return p.unknownLetter(letters[:1])
		}
		if found.valid != "" {
			return p.setShort(found, letters)
		}
		p.Flags |= found.flag()
		letters = letters[1:]
	}
	return true
}

// setShort carries out a short option that takes a value: the letters after its own, or if there
// are none the next word.
func (p *parser) setShort(o option, letters string) (ok bool) {
	if len(letters) > 1 {
		return p.set(&setting{o, letters[1:]})
	}
	value, ok := p.next()
	if !ok {
		return p.misuse("option requires an argument -- ", letters, "")
	}
	return p.set(&setting{o, value})
}

// long takes --NAME or --NAME=VALUE. The name may be shortened as long as it is unambiguous.
func (p *parser) long(word string) (ok bool) {
	name, value, given := ascii.Cut(word, '=')
	found, matches := byPrefix(name)
	switch {
	case matches == 0:
		return p.misuse("unrecognized option ", word, "")
	case matches > 1:
		return p.ambiguous(word, name)
	case given && found.valid == "":
		return p.misuse("option ", found.long, " doesn't allow an argument")
	case found.valid == "":
		p.Flags |= found.flag()
		return true
	}
	if !given {
		value, given = p.next()
	}
	if !given {
		return p.misuse("option ", found.long, " requires an argument")
	}
	return p.set(&setting{found, value})
}
