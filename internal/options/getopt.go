package options

import "dumb-init/internal/words"

// Variable is the environment variable of further options, for an init whose command line is fixed.
const Variable = "DUMB_INIT_OPTIONS"

// Parse reads the options in the variable, then those of the command line, and the switches in the
// environment that 1.2.5 knows.
func Parse(args, env []*byte) (o Options, problem Problem) {
	if list, ok := words.Lookup(env, Variable); ok {
		variable := parser{list: list}
		problem = variable.parse(&o)
		problem.InVariable = true
	}
	if o.Action == Run && !problem.Found {
		line := parser{args: args, at: 1}
		if problem = line.parse(&o); o.Action == Run && !problem.Found && o.Command >= len(args) {
			problem = Problem{Found: true, NoCommand: true}
		}
	}
	debug, _ := words.Lookup(env, "DUMB_INIT_DEBUG")
	setsid, _ := words.Lookup(env, "DUMB_INIT_SETSID")
	o.Verbose = o.Verbose || debug == "1"
	o.SingleChild = o.SingleChild || setsid == "0"
	return o, problem
}

// parser takes options as getopt_long(3) does when its list of options begins with '+': the first word
// that is no option ends them. The words are the arguments, or those in the list, split at blanks.
type parser struct {
	args []*byte
	list string
	at   int // index in args, or in list, of the next word
}

func (p *parser) inList() bool { return p.args == nil }

// next takes the next word.
func (p *parser) next() (word string, ok bool) {
	begin := uint(p.at)
	if begin < uint(len(p.args)) {
		p.at++
		return words.String(p.args[begin]), true
	}
	for begin < uint(len(p.list)) && p.list[begin] <= ' ' {
		begin++
	}
	end := begin
	for end < uint(len(p.list)) && p.list[end] > ' ' {
		end++
	}
	if begin == end {
		return "", false
	}
	p.at = int(end)
	return p.list[begin:end], true
}

// parse takes words until the options end, or one of them is wrong or leaves nothing to run.
func (p *parser) parse(o *Options) (problem Problem) {
	for o.Action == Run && !problem.Found {
		o.Command = p.at
		word, ok := p.next()
		isOption := len(word) > 1 && word[0] == '-'
		switch {
		case !ok:
			return problem
		case p.inList() && (!isOption || word == "--"):
			return badValue(word, "' is no option; the command belongs on the command line")
		case !isOption:
			return problem
		case word == "--":
			o.Command = p.at
			return problem
		case word[1] == '-':
			problem = p.long(o, word[2:])
		default:
			problem = p.short(o, word[1:])
		}
	}
	return problem
}

// short takes a bundle of short options, without its dash.
func (p *parser) short(o *Options, bundle string) Problem {
	for bundle != "" && o.Action == Run {
		letter, rest := bundle[:1], bundle[1:]
		i := 0
		for i < len(table) && table[i].short != letter {
			i++
		}
		if i == len(table) {
			return misuse("invalid option -- '", letter, "'")
		}
		if option := &table[i]; option.takesValue {
			ok := rest != ""
			if !ok {
				if rest, ok = p.next(); !ok {
					return misuse("option requires an argument -- '", letter, "'")
				}
			}
			return o.apply(option, rest)
		}
		o.apply(&table[i], "")
		bundle = rest
	}
	return Problem{}
}

// long takes a long option without its dashes, NAME or NAME=VALUE. The name may be shortened as long as
// it is unambiguous.
func (p *parser) long(o *Options, word string) (problem Problem) {
	name, value, hasValue := words.Cut(word, '=')
	var option *option
	for i := range table {
		if begins(table[i].long, name) {
			if option != nil {
				problem = misuse("option '--", word, "' is ambiguous; possibilities:")
				problem.Ambiguous = true
				return problem
			}
			option = &table[i]
		}
	}
	switch {
	case option == nil:
		return misuse("unrecognized option '--", word, "'")
	case hasValue && !option.takesValue:
		return misuse("option '--", option.long, "' doesn't allow an argument")
	case !hasValue && option.takesValue:
		if value, hasValue = p.next(); !hasValue {
			return misuse("option '--", option.long, "' requires an argument")
		}
	}
	return o.apply(option, value)
}

func begins(long, name string) bool { return len(name) <= len(long) && long[:len(name)] == name }
