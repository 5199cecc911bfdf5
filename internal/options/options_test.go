package options

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
	"pgregory.net/rapid"

	"dumb-init/internal/signals"
	"dumb-init/internal/stderr"
	"dumb-init/internal/words"
)

func c(texts []string) (vector []*byte) {
	for _, text := range texts {
		p, err := unix.BytePtrFromString(text)
		if err != nil {
			return nil
		}
		vector = append(vector, p)
	}
	return vector
}

type result struct {
	Options
	command   []string
	complaint string
	ok        bool
}

func parse(args, env []string) result {
	var line stderr.Line
	o, argv, ok := Parse("dumb-init", c(args), c(env), &line)
	r := result{Options: o, complaint: line.Text(), ok: ok}
	for i, p := range argv {
		if i > 0 {
			r.command = append(r.command, strings.Clone(words.String(p)))
		}
	}
	return r
}

// given is an option as a user may write it, and what it asks for.
type given struct {
	words []string
	apply func(*Options)
}

var anyGiven = rapid.Custom(func(t *rapid.T) given {
	from := rapid.IntRange(1, signals.Count).Filter(func(n int) bool { return n != 9 && n != 19 && n != 32 && n != 33 }).Draw(t, "from")
	to := rapid.IntRange(0, signals.Count).Filter(func(n int) bool { return n != 32 && n != 33 }).Draw(t, "to")
	rule := fmt.Sprintf("%d:%d", from, to)
	rewrite := func(o *Options) {
		o.Rewrites[signals.Signal(from).Index()] = Rewrite{Given: true, To: signals.Signal(to)}
	}
	single := func(o *Options) { o.SingleChild = true }
	verbose := func(o *Options) { o.Verbose = true }
	return rapid.SampledFrom([]given{
		{[]string{"-c"}, single}, {[]string{"--single-child"}, single}, {[]string{"--si"}, single},
		{[]string{"-v"}, verbose}, {[]string{"--verbose"}, verbose}, {[]string{"--verb"}, verbose},
		{[]string{"-cv"}, func(o *Options) { single(o); verbose(o) }},
		{[]string{"-r", rule}, rewrite}, {[]string{"-r" + rule}, rewrite}, {[]string{"-vr" + rule}, func(o *Options) { verbose(o); rewrite(o) }},
		{[]string{"--rewrite", rule}, rewrite}, {[]string{"--rewrite=" + rule}, rewrite}, {[]string{"--r=" + rule}, rewrite},
	}).Draw(t, "option")
})

// However options are written, in the variable and then on the command line, they mean what was asked for,
// the later winning; and the command's words stay untouched, whatever they look like.
func TestEverySpelling(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var want Options
		args, env, list := []string{"dumb-init"}, []string{"A=b"}, []string{}
		for _, g := range rapid.SliceOfN(anyGiven, 0, 4).Draw(t, "in the variable") {
			list = append(list, g.words...)
			g.apply(&want)
		}
		if len(list) > 0 || rapid.Bool().Draw(t, "empty variable") {
			blank := rapid.SampledFrom([]string{" ", "  ", "\t", "\n "}).Draw(t, "blank")
			env = append(env, variable+"="+blank+strings.Join(list, blank))
		}
		for _, g := range rapid.SliceOfN(anyGiven, 0, 4).Draw(t, "on the command line") {
			args = append(args, g.words...)
			g.apply(&want)
		}
		command := append([]string{rapid.SampledFrom([]string{"sh", "-", "", "./-v"}).Draw(t, "command")},
			rapid.SliceOf(rapid.SampledFrom([]string{"-v", "--", "--help", "x", ""})).Draw(t, "arguments")...)
		if rapid.Bool().Draw(t, "dashes") {
			args = append(args, "--")
		}
		got := parse(append(args, command...), env)
		if !got.ok || got.Options != want || fmt.Sprint(got.command) != fmt.Sprint(command) {
			t.Fatalf("%q with %q: %+v", append(args, command...), env, got)
		}
	})
}

func TestEnvironmentOf125(t *testing.T) {
	for _, test := range []struct {
		env             string
		verbose, single bool
	}{
		{"DUMB_INIT_DEBUG=1", true, false}, {"DUMB_INIT_DEBUG=0", false, false}, {"DUMB_INIT_DEBUG=11", false, false},
		{"DUMB_INIT_SETSID=0", false, true}, {"DUMB_INIT_SETSID=1", false, false}, {"DUMB_INIT_SETSID=", false, false},
	} {
		got := parse([]string{"dumb-init", "sh"}, []string{test.env})
		if !got.ok || got.Verbose != test.verbose || got.SingleChild != test.single {
			t.Errorf("%s: %+v", test.env, got)
		}
	}
}

func TestHelpAndVersionEndTheOptions(t *testing.T) {
	for word, want := range map[string]Action{"-h": Help, "--help": Help, "--h": Help, "-V": Version, "--version": Version, "-vVx": Version} {
		if got := parse([]string{"dumb-init", word, "--yolo"}, nil); !got.ok || got.Action != want {
			t.Errorf("%s: %+v", word, got)
		}
		if got := parse([]string{"dumb-init"}, []string{variable + "=" + word + " --yolo"}); !got.ok || got.Action != want {
			t.Errorf("%s in the variable: %+v", word, got)
		}
	}
}

func TestComplaints(t *testing.T) {
	const hint = "\nTry dumb-init --help for full usage."
	const forms = "1-31, 34-64, and names such as TERM, SIGTERM or RTMIN+3"
	for _, test := range []struct{ args, complaint string }{
		{"--yolo sh", "dumb-init: unrecognized option '--yolo'"},
		{"--yolo=1 sh", "dumb-init: unrecognized option '--yolo=1'"},
		{"-x sh", "dumb-init: invalid option -- 'x'"},
		{"-vx sh", "dumb-init: invalid option -- 'x'"},
		{"-r", "dumb-init: option requires an argument -- 'r'"},
		{"--rewrite", "dumb-init: option '--rewrite' requires an argument"},
		{"--help=1 sh", "dumb-init: option '--help' doesn't allow an argument"},
		{"--ver sh", "dumb-init: option '--ver' is ambiguous; possibilities: '--verbose' '--version'"},
		{"-v", "Usage: dumb-init [option] program [args]" + hint},
		{"--", "Usage: dumb-init [option] program [args]" + hint},
		{"-r 15 sh", "dumb-init: '15' is not a rewrite rule; valid is SIG:SIG, such as TERM:QUIT or 15:3" + hint},
		{"-r FOO:1 sh", "dumb-init: 'FOO' is not a signal that can be caught; valid are " + forms + ", but KILL and STOP" + hint},
		{"-r KILL:1 sh", "dumb-init: 'KILL' is not a signal that can be caught; valid are " + forms + ", but KILL and STOP" + hint},
		{"-r 19:1 sh", "dumb-init: '19' is not a signal that can be caught; valid are " + forms + ", but KILL and STOP" + hint},
		{"-r 15:33 sh", "dumb-init: '33' is not a signal to forward; valid are 0 for none, " + forms + hint},
		{"-r 15:3:4 sh", "dumb-init: '3:4' is not a signal to forward; valid are 0 for none, " + forms + hint},
	} {
		args := strings.Fields(test.args)
		if got := parse(append([]string{"dumb-init"}, args...), nil); got.ok || got.complaint != test.complaint {
			t.Errorf("%s:\n%q, want\n%q", test.args, got.complaint, test.complaint)
		}
		inVariable := strings.Replace(test.complaint, "dumb-init: ", "dumb-init: "+variable+": ", 1)
		if args[len(args)-1] == "sh" {
			args = args[:len(args)-1]
		}
		if strings.HasPrefix(test.complaint, "Usage") {
			continue
		}
		if got := parse([]string{"dumb-init", "sh"}, []string{variable + "=" + strings.Join(args, " ")}); got.ok || got.complaint != inVariable {
			t.Errorf("%s in the variable:\n%q, want\n%q", test.args, got.complaint, inVariable)
		}
	}
	for _, word := range []string{"sh", "--", "-"} {
		want := "dumb-init: " + variable + ": '" + word + "' is not an option; the command belongs on the command line" + hint
		if got := parse([]string{"dumb-init", "sh"}, []string{variable + "=-v " + word}); got.ok || got.complaint != want {
			t.Errorf("%s in the variable: %q", word, got.complaint)
		}
	}
}

func TestWithoutArguments(t *testing.T) {
	if got := parse(nil, nil); got.ok || !strings.HasPrefix(got.complaint, "Usage: ") {
		t.Errorf("%+v", got)
	}
}

// No name is the beginning of another: that would make it ambiguous where it is written in full.
func TestLongNames(t *testing.T) {
	for _, a := range table {
		for _, b := range table {
			if a.long != b.long && strings.HasPrefix(b.long, a.long) {
				t.Errorf("%s is the beginning of %s", a.long, b.long)
			}
		}
	}
}

func TestVersionFor(t *testing.T) {
	for name, want := range map[string]int32{"dumb-init": 2, "docker-init": 1, "/usr/libexec/docker-init": 1, "docker-init/x": 2, "my-docker-init": 2, "": 2} {
		if fd, text := VersionFor(name); fd != want || !strings.Contains(text, version) || !strings.HasSuffix(text, "\n") {
			t.Errorf("%q: %d, %q", name, fd, text)
		}
	}
	if !strings.HasPrefix(HelpText, "dumb-init v"+version+"\n") {
		t.Error("the help has another version")
	}
}

// Whatever the words, there is either a command or a complaint, and the command is the end of the arguments.
func FuzzCommandLine(f *testing.F) {
	f.Add("-v\x00sh", "-c")
	f.Add("--rewrite=15:3\x00-cv\x00--\x00sh\x00-c", "")
	f.Add("-r\x0015:0\x00sh", "\t-r 1:RTMAX-3  --verb")
	f.Fuzz(func(t *testing.T, line, list string) {
		if strings.Contains(list, "\x00") {
			return
		}
		args := strings.Split("dumb-init\x00"+line, "\x00")
		got := parse(args, []string{variable + "=" + list})
		switch {
		case got.ok == (got.complaint != ""):
			t.Errorf("ok is %t, and the complaint is %q", got.ok, got.complaint)
		case got.ok && got.Action == Run && (len(got.command) == 0 || fmt.Sprint(args[len(args)-len(got.command):]) != fmt.Sprint(got.command)):
			t.Errorf("%q gave the command %q", args, got.command)
		case strings.Count(got.complaint, "\n") > 1:
			t.Errorf("the complaint has too many lines: %q", got.complaint)
		}
		for i, rewrite := range got.Rewrites {
			if rewrite.Given && (i == 8 || i == 18 || rewrite.To > signals.Count) || !rewrite.Given && rewrite.To != 0 {
				t.Errorf("rewrite of signal %d: %+v", i+1, rewrite)
			}
		}
	})
}
