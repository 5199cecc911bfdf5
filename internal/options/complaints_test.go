package options

import "testing"

// Ends of complaints.
const (
	useReceived = "; use 1-31 or 34-64 except KILL, STOP and CHLD, " +
		"or a name such as TERM, SIGTERM or RTMIN+3" + hint
	useDelayed = "; use 1-31 except KILL, STOP and CHLD, " +
		"or a name such as TERM or SIGTERM" + hint
	useSent = "; use 0 for none, 1-31 or 34-64, " +
		"or a name such as TERM, SIGTERM or RTMIN+3" + hint
	useTime    = "; use a time up to 24h, such as 10, 1.5s, 300ms or 2m" + hint
	useFrom    = "; use 0-255, or the name of a signal: TERM stands for 143" + hint
	useTo      = "; use 0-255" + hint
	useDelay   = "; use SIG:TIME, such as TERM:10s" + hint
	useExit    = "; use FROM:TO, such as TERM:0"
	useKill    = "; use [SIG:]TIME, such as 10s or QUIT:10s" + hint
	useParent  = "; use SIG, such as TERM" + hint
	useRewrite = "; use SIG:SIG, such as TERM:QUIT" + hint
)

// complaint is an option that is wrong, and what is said of it.
type complaint struct {
	options string
	want    string // after "dumb-init: "
}

// misuses are options that getopt_long(3) refuses, in its words.
var misuses = []complaint{
	{"--yolo", "unrecognized option '--yolo'"},
	{"--yolo=1", "unrecognized option '--yolo=1'"},
	{"-x", "invalid option -- 'x'"},
	{"-vx", "invalid option -- 'x'"},
	{"-r", "option requires an argument -- 'r'"},
	{"-vr", "option requires an argument -- 'r'"},
	{"--rewrite", "option '--rewrite' requires an argument"},
	{"--help=1", "option '--help' doesn't allow an argument"},
	{"--ver", "option '--ver' is ambiguous; possibilities: '--verbose' '--version'"},
}

// A mistake of form has the complaint of getopt_long(3), and nothing else.
func TestComplaintsOfGetopt(t *testing.T) {
	for _, test := range misuses {
		wantComplaint(t, test.options, parseWords(test.options), "dumb-init: "+test.want)
	}
}

// wrongValues are values that are refused.
var wrongValues = []complaint{
	// a part is missing
	{"-d TERM", "--delay: 'TERM' has no colon" + useDelay},
	{"-d TERM:", "--delay: 'TERM:' has nothing after the colon" + useDelay},
	{"-e TERM", "--exit-map: 'TERM' has no colon" + useExit + hint},
	{"-e :1", "--exit-map: ':1' has nothing before the colon" + useExit + hint},
	{"-k :1", "--kill-after: ':1' has nothing before the colon" + useKill},
	{"-k TERM:", "--kill-after: 'TERM:' has nothing after the colon" + useKill},
	{"-r 15", "--rewrite: '15' has no colon" + useRewrite},
	{"-r 15:", "--rewrite: '15:' has nothing after the colon" + useRewrite},
	{"-r :15", "--rewrite: ':15' has nothing before the colon" + useRewrite},
	{"-r :", "--rewrite: ':' has nothing before the colon" + useRewrite},

	// no such signal
	{"-d FOO:1", "--delay: 'FOO:1': 'FOO' is not a signal" + useDelayed},
	{"-k FOO:1", "--kill-after: 'FOO:1': 'FOO' is not a signal" + useReceived},
	{"-p FOO", "--parent-death-signal: 'FOO' is not a signal" + useReceived},
	{"-p 0", "--parent-death-signal: '0' is not a signal" + useReceived},
	{"-p TERM:1", "--parent-death-signal: 'TERM:1' is not a signal" + useReceived},
	{"-r FOO:1", "--rewrite: 'FOO:1': 'FOO' is not a signal" + useReceived},
	{"--rewrite=FOO:1", "--rewrite: 'FOO:1': 'FOO' is not a signal" + useReceived},
	{"-r 15:FOO", "--rewrite: '15:FOO': 'FOO' is not a signal" + useSent},
	{"-r 15:3:4", "--rewrite: '15:3:4': '3:4' is not a signal" + useSent},
	{"-r 32:1", "--rewrite: '32:1': '32' belongs to the C library" + useReceived},
	{"-r 15:33", "--rewrite: '15:33': '33' belongs to the C library" + useSent},

	// a signal that cannot be received
	{"-d KILL:1", "--delay: 'KILL:1': 'KILL' cannot be caught" + useDelayed},
	{"-k STOP:1s", "--kill-after: 'STOP:1s': 'STOP' cannot be caught" + useReceived},
	{"-p SIGSTOP", "--parent-death-signal: 'SIGSTOP' cannot be caught" + useReceived},
	{"-r KILL:1", "--rewrite: 'KILL:1': 'KILL' cannot be caught" + useReceived},
	{"-r 19:1", "--rewrite: '19:1': '19' cannot be caught" + useReceived},
	{"-d CHLD:1", "--delay: 'CHLD:1': 'CHLD' is never forwarded" + useDelayed},
	{"-k 17:1s", "--kill-after: '17:1s': '17' is never forwarded" + useReceived},
	{"-p cld", "--parent-death-signal: 'cld' is never forwarded" + useReceived},
	{"-r CHLD:1", "--rewrite: 'CHLD:1': 'CHLD' is never forwarded" + useReceived},

	// no time, or too long a time
	{"-d TERM:x", "--delay: 'TERM:x': 'x' is not a time" + useTime},
	{"-d TERM:25h", "--delay: 'TERM:25h': '25h' is longer than a day" + useTime},
	{"-k x", "--kill-after: 'x' is not a time" + useTime},
	{"-k 86401", "--kill-after: '86401' is longer than a day" + useTime},
	{"-k HUP:1d", "--kill-after: 'HUP:1d': '1d' is not a time" + useTime},

	// no exit status
	{"-e 256:0", "--exit-map: '256:0': '256' is not an exit status" + useFrom},
	{"-e FOO:0", "--exit-map: 'FOO:0': 'FOO' is not an exit status" + useFrom},
	{"-e TERM:-1", "--exit-map: 'TERM:-1': '-1' is not an exit status" + useTo},
	{"-e TERM:INT", "--exit-map: 'TERM:INT': 'INT' is not an exit status" + useTo},
}

// A complaint about a value names the option, the whole value, the part that is wrong and why, and
// what would be valid.
func TestComplaintsAboutValues(t *testing.T) {
	for _, test := range wrongValues {
		wantComplaint(t, test.options, parseWords(test.options), "dumb-init: "+test.want)
	}
}

// An empty value, as of a variable of the shell that is not set, is said to be empty.
func TestEmptyValues(t *testing.T) {
	tests := []struct {
		option string
		want   string
	}{
		{"-d", "--delay: '' is empty" + useDelay},
		{"-e", "--exit-map: '' is empty" + useExit + hint},
		{"-k", "--kill-after: '' is empty" + useKill},
		{"-p", "--parent-death-signal: '' is empty" + useParent},
		{"-r", "--rewrite: '' is empty" + useRewrite},
		{"--rewrite=", "--rewrite: '' is empty" + useRewrite},
	}
	for _, test := range tests {
		got := parse([]string{"dumb-init", test.option, "", "sh"}, nil)
		wantComplaint(t, test.option+" ''", got, "dumb-init: "+test.want)
	}
}

// Options of tini are answered with what they are here.
func TestOptionsOfTini(t *testing.T) {
	const leaveOut = "invalid option -- 'g'\n" +
		"Leave out -g: dumb-init signals the process group by default."
	const killTini = "--parent-death-signal: 'SIGKILL' cannot be caught; " +
		"use TERM, with -k 0 to have KILL sent at once" + hint
	tests := []complaint{
		{"-g", leaveOut},
		{"-sg", leaveOut},
		{"-gv", leaveOut},
		{"-e 143", "--exit-map: '143' has no colon" + useExit +
			"; for -e 143 of tini use 143:0" + hint},
		{"-p SIGKILL", killTini},
	}
	for _, test := range tests {
		wantComplaint(t, test.options, parseWords(test.options), "dumb-init: "+test.want)
	}
}

// A signal that has to be queued cannot be held back: -d refuses all real-time signals, by number
// and by name, and takes all others that can be received.
func TestDelayRefusesRealTimeSignals(t *testing.T) {
	const cannot = " is a real-time signal, which cannot be held back" + useDelayed
	for _, name := range []string{"34", "50", "64", "RTMIN", "rtmin+3", "SIGRTMAX"} {
		for _, time := range []string{"1h", "0"} {
			value := name + ":" + time
			want := "dumb-init: --delay: '" + value + "': '" + name + "'" + cannot
			wantComplaint(t, "-d "+value, parseWords("-d "+value), want)
		}
	}
}
