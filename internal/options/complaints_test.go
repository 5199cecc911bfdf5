package options

import "testing"

// Ends of complaints.
const (
	notCatchable = " is not a signal that can be caught; valid, but for KILL and STOP, are " +
		"1-31, 34-64, and names such as TERM, SIGTERM or RTMIN+3" + hint
	notForwardable = " is not a signal to forward; valid are 0 for none, " +
		"1-31, 34-64, and names such as TERM, SIGTERM or RTMIN+3" + hint
	notTime = " is not a time; valid are 0 to 24h, such as 10, 1.5s, 300ms or 2m" + hint
	notFrom = " is not an exit status; valid are 0-255, " +
		"and a signal's name for 128 and its number" + hint
	notTo = " is not an exit status; valid are 0-255" + hint
)

// complaints are options that are wrong, and what is said of them.
var complaints = []struct {
	options string
	want    string
}{
	// as getopt_long(3)
	{"--yolo", "dumb-init: unrecognized option '--yolo'"},
	{"--yolo=1", "dumb-init: unrecognized option '--yolo=1'"},
	{"-x", "dumb-init: invalid option -- 'x'"},
	{"-vx", "dumb-init: invalid option -- 'x'"},
	{"-r", "dumb-init: option requires an argument -- 'r'"},
	{"-vr", "dumb-init: option requires an argument -- 'r'"},
	{"--rewrite", "dumb-init: option '--rewrite' requires an argument"},
	{"--help=1", "dumb-init: option '--help' doesn't allow an argument"},
	{"--ver", "dumb-init: option '--ver' is ambiguous; possibilities: '--verbose' '--version'"},

	// the values of the options that take one
	{"-d TERM", "dumb-init: 'TERM' is not a rule; valid is SIG:TIME" + hint},
	{"-d TERM:x", "dumb-init: 'x'" + notTime},
	{"-d KILL:1", "dumb-init: 'KILL'" + notCatchable},
	{"-e 1", "dumb-init: '1' is not a rule; valid is FROM:TO" + hint},
	{"-e 256:0", "dumb-init: '256'" + notFrom},
	{"-e TERM:-1", "dumb-init: '-1'" + notTo},
	{"-k 25h", "dumb-init: '25h'" + notTime},
	{"-k STOP:1s", "dumb-init: 'STOP'" + notCatchable},
	{"-p 0", "dumb-init: '0'" + notCatchable},
	{"-r 15", "dumb-init: '15' is not a rule; valid is SIG:SIG" + hint},
	{"-r FOO:1", "dumb-init: 'FOO'" + notCatchable},
	{"-r KILL:1", "dumb-init: 'KILL'" + notCatchable},
	{"-r 19:1", "dumb-init: '19'" + notCatchable},
	{"-r 15:33", "dumb-init: '33'" + notForwardable},
	{"-r 15:3:4", "dumb-init: '3:4'" + notForwardable},
}

// What is wrong is named, with what would be valid.
func TestComplaints(t *testing.T) {
	for _, test := range complaints {
		wantComplaint(t, test.options, parseWords(test.options), test.want)
	}
}
