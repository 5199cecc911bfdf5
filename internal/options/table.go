package options

import "dumb-init.alt/internal/ascii"

// table has a line for each option: its letter, its long name and, if it takes a value, what is
// valid as that.
const table = `a --all
b --background
c --single-child
d --delay SIG:TIME, such as TERM:10s
e --exit-map FROM:TO, such as TERM:0
h --help
k --kill-after [SIG:]TIME, such as 10s or QUIT:10s
p --parent-death-signal SIG, such as TERM
P --pause
r --rewrite SIG:SIG, such as TERM:QUIT
s --subreaper
v --verbose
V --version
w --wait
`

// option is a line of the table.
type option struct {
	letter byte
	long   string // with its two dashes
	valid  string // as its value; "" if it takes none
}

// flag is the bit of an option that takes no value.
func (o option) flag() Flags {
	return 1 << (o.letter - 'A')
}

// nextOption takes the first line off a rest of the table, and reports whether there was one.
func nextOption(rest string) (first option, after string, ok bool) {
	line, after, ok := ascii.Cut(rest, '\n')
	letter, names, _ := ascii.Cut(line, ' ')
	if len(letter) == 1 {
		first.letter = letter[0]
	}
	first.long, first.valid, _ = ascii.Cut(names, ' ')
	return first, after, ok
}

// byLetter returns the option of a letter.
func byLetter(letter byte) (found option, ok bool) {
	o, rest, more := nextOption(table)
	for more {
		if o.letter == letter {
			return o, true
		}
		o, rest, more = nextOption(rest)
	}
	return option{}, false
}

// byPrefix returns the first option of those whose long names begin with prefix, and how many they
// are.
func byPrefix(prefix string) (first option, matches int) {
	o, rest, more := nextOption(table)
	for more {
		if ascii.HasPrefix(o.long, prefix) {
			matches++
			if matches == 1 {
				first = o
			}
		}
		o, rest, more = nextOption(rest)
	}
	return first, matches
}
