package options

import (
	"dumb-init/internal/stderr"
	"dumb-init/internal/words"
)

// Parse reads the options in DUMB_INIT_OPTIONS, then those of the command line, for the program called
// by name. argv is the command, behind one slot to spare. Where something is wrong, ok is false and the
// complaint is what to print.
func Parse(name string, args, env []*byte, complaint *stderr.Line) (o Options, argv []*byte, ok bool) {
	p := parser{name: name, complaint: complaint}
	p.list, _ = words.Lookup(env, variable)
	if !p.parse() {
		return p.Options, nil, false
	}
	p.args, p.list, p.at = args, "", 1
	if p.Action == Run && !p.parse() {
		return p.Options, nil, false
	}
	if slot := uint(p.command - 1); slot < uint(len(args)) {
		argv = args[slot:]
	}
	if p.Action == Run && len(argv) < 2 {
		complaint.String("Usage: ").String(name).String(" [option] program [args]").
			Next().String("Try ").String(name).String(" --help for full usage.")
		return p.Options, nil, false
	}
	debug, _ := words.Lookup(env, "DUMB_INIT_DEBUG")
	setsid, _ := words.Lookup(env, "DUMB_INIT_SETSID")
	p.Verbose = p.Verbose || debug == "1"
	p.SingleChild = p.SingleChild || setsid == "0"
	return p.Options, argv, true
}

// variable is the environment variable of options for an init whose command line is fixed.
const variable = "DUMB_INIT_OPTIONS"

// parser takes options as getopt_long(3) does when its list of options begins with '+': the first word
// that is no option ends them. The words are the arguments or, while there are none, the blank-separated
// words of a list.
type parser struct {
	Options
	name      string
	complaint *stderr.Line
	args      []*byte
	list      string
	at        int // index, in args or list, of the next word
	command   int // index in args of the first word that is no option
}

// next takes the next word.
func (p *parser) next() (word string, ok bool) {
	args, list, begin := p.args, p.list, uint(p.at)
	if begin < uint(len(args)) {
		p.at++
		return words.String(args[begin]), true
	}
	for begin < uint(len(list)) && list[begin] <= ' ' {
		begin++
	}
	if begin >= uint(len(list)) {
		return "", false
	}
	word = list[begin:]
	for i := range len(word) {
		if word[i] <= ' ' {
			word = word[:i]
			break
		}
	}
	p.at = int(begin) + len(word)
	return word, true
}

// parse takes words until the options end, or leave nothing to run.
func (p *parser) parse() (ok bool) {
	for ok = true; ok && p.Action == Run; {
		p.command = p.at
		word, more := p.next()
		if !more {
			return true
		}
		if len(word) < 2 || word[0] != '-' || word == "--" {
			if p.args == nil {
				return p.reject(word, "an option; the command belongs on the command line")
			}
			if word == "--" {
				p.command = p.at
			}
			return true
		}
		switch word[1] {
		case '-':
			ok = p.long(word)
		default:
			ok = p.bundle(word[1:])
		}
	}
	return ok
}

// bundle takes short options, without their dash.
func (p *parser) bundle(letters string) (ok bool) {
	for letters != "" && p.Action == Run {
		letter, rest := letters[:1], letters[1:]
		option := find(letters[0])
		if option == nil {
			return p.misuse("invalid option -- ", letter, "")
		}
		if option.takesValue {
			if rest == "" {
				if rest, ok = p.next(); !ok {
					return p.misuse("option requires an argument -- ", letter, "")
				}
			}
			return p.apply(option, rest)
		}
		p.apply(option, "")
		letters = rest
	}
	return true
}

func find(letter byte) *option {
	for i := range table {
		if table[i].short == letter {
			return &table[i]
		}
	}
	return nil
}

// long takes a long option, --NAME or --NAME=VALUE; the name may be shortened as long as it is unambiguous.
func (p *parser) long(word string) (ok bool) {
	name, value, hasValue := words.Cut(word, '=')
	var found *option
	for i := range table {
		if !begins(table[i].long, name) {
			continue
		}
		if found != nil {
			p.misuse("option ", word, " is ambiguous; possibilities:")
			for i := range table {
				if begins(table[i].long, name) {
					p.complaint.Blank().Quote(table[i].long)
				}
			}
			return false
		}
		found = &table[i]
	}
	switch {
	case found == nil:
		return p.misuse("unrecognized option ", word, "")
	case hasValue && !found.takesValue:
		return p.misuse("option ", found.long, " doesn't allow an argument")
	case !hasValue && found.takesValue:
		if value, ok = p.next(); !ok {
			return p.misuse("option ", found.long, " requires an argument")
		}
	}
	return p.apply(found, value)
}

func begins(long, name string) bool { return len(name) <= len(long) && long[:len(name)] == name }

// misuse complains as getopt_long does, under the name that the program was called by.
func (p *parser) misuse(before, word, after string) bool {
	p.begin(p.name).String(before).Quote(word).String(after)
	return false
}

// reject complains about a word that should have been something else.
func (p *parser) reject(word, wanted string) bool {
	p.begin("dumb-init").Quote(word).String(" is not ").String(wanted).
		Next().String("Try dumb-init --help for full usage.")
	return false
}

func (p *parser) begin(name string) *stderr.Line {
	p.complaint.String(name).String(": ")
	if p.args == nil {
		p.complaint.String(variable).String(": ")
	}
	return p.complaint
}
