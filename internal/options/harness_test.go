package options

import (
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/cstring"
	"dumb-init.alt/internal/report"
)

// result is what Parse makes of arguments and environment.
type result struct {
	Options
	command   []string
	complaint string
	ok        bool
}

// parse has arguments and environment parsed for PID 1. The first argument is the program's name.
func parse(args, env []string) result { return parseAs(true, args, env) }

// parseElsewhere is like parse, but not for PID 1.
func parseElsewhere(args, env []string) result { return parseAs(false, args, env) }

func parseAs(pid1 bool, args, env []string) (r result) {
	var line report.Line
	argv, ok := Parse(&r.Options, "dumb-init", vector(args), vector(env), pid1, &line)
	r.ok = ok
	r.complaint = cstring.String(line.CString())
	for i, p := range argv {
		if i > 0 { // the first is the slot to spare
			r.command = append(r.command, strings.Clone(cstring.String(p)))
		}
	}
	return r
}

// vector makes C strings. It is nil if there is a text with a null.
func vector(texts []string) (all []*byte) {
	for _, text := range texts {
		p, err := unix.BytePtrFromString(text)
		if err != nil {
			return nil
		}
		all = append(all, p)
	}
	return all
}

// allOptions returns the lines of the table.
func allOptions() (all []option) {
	o, rest, more := nextOption(table)
	for more {
		all = append(all, o)
		o, rest, more = nextOption(rest)
	}
	return all
}

// parseWords parses a command line without blanks in its words, with the program's name before it.
func parseWords(words string) result {
	return parse(append([]string{"dumb-init"}, strings.Fields(words)...), nil)
}

// wantComplaint fails unless the options are refused with this complaint.
func wantComplaint(t *testing.T, what string, got result, want string) {
	t.Helper()
	if got.ok || got.complaint != want {
		t.Errorf("%s:\ngot  %t %q\nwant false %q", what, got.ok, got.complaint, want)
	}
}
