package options

import (
	"dumb-init/internal/stderr"
	"dumb-init/internal/words"
)

// Problem is what is wrong with the options, in three parts of a sentence; its zero value is nothing.
type Problem struct {
	Found      bool
	NoCommand  bool // there is no command to run
	Misuse     bool // getopt_long(3) finds this, and it is worded as there
	Ambiguous  bool // and the word is the beginning of several options
	InVariable bool // it was found in the variable
	Before     string
	Word       string // the offending word
	After      string
}

func misuse(before, word, after string) Problem {
	return Problem{Found: true, Misuse: true, Before: before, Word: word, After: after}
}

func badValue(word, after string) Problem {
	return Problem{Found: true, Before: "'", Word: word, After: after}
}

// Print writes the problem to standard error, for the program called by name.
func (p *Problem) Print(name string) {
	if p.NoCommand {
		new(stderr.Line).String("Usage: ").String(name).String(" [option] program [args]").End()
		new(stderr.Line).String("Try ").String(name).String(" --help for full usage.").End()
		return
	}
	if !p.Misuse {
		name = "dumb-init"
	}
	line := new(stderr.Line).String(name).String(": ")
	if p.InVariable {
		line.String(Variable).String(": ")
	}
	line.String(p.Before).String(p.Word).String(p.After)
	prefix, _, _ := words.Cut(p.Word, '=')
	for i := range table {
		if p.Ambiguous && begins(table[i].long, prefix) {
			line.String(" '--").String(table[i].long).String("'")
		}
	}
	line.End()
	if !p.Misuse {
		new(stderr.Line).String("Try dumb-init --help for full usage.").End()
	}
}
