package options

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
	"pgregory.net/rapid"

	"dumb-init.alt/internal/signals"
	"dumb-init.alt/internal/stderr"
	"dumb-init.alt/internal/words"
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
	var o Options
	argv, ok := Parse(&o, "dumb-init", c(args), c(env), true, &line)
	r := result{Options: o, complaint: words.String(line.Text()), ok: ok}
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

var (
	anyReceived = rapid.IntRange(1, signals.Count).Filter(func(n int) bool { return n != 9 && n != 19 && n != 32 && n != 33 })
	anySent     = rapid.IntRange(0, signals.Count).Filter(func(n int) bool { return n != 32 && n != 33 })
	anyTime     = rapid.Custom(func(t *rapid.T) (text timeText) {
		n := rapid.Uint32Range(0, 24).Draw(t, "time")
		unit := rapid.SampledFrom([]struct {
			name string
			unit uint32
		}{{"", 1000}, {"s", 1000}, {"ms", 1}, {"m", 60_000}, {"h", 3_600_000}}).Draw(t, "unit")
		return timeText{fmt.Sprintf("%d%s", n, unit.name), n * unit.unit}
	})
)

type timeText struct {
	text         string
	milliseconds uint32
}

// anyGiven draws an option in any of its spellings.
var anyGiven = rapid.Custom(func(t *rapid.T) given {
	option := rapid.SampledFrom(table[:]).Filter(func(o option) bool { return !o.flag.Has(Help | Version | Pause) }).Draw(t, "option")
	received, sent, time := anyReceived.Draw(t, "received"), anySent.Draw(t, "sent"), anyTime.Draw(t, "time")
	index := signals.Signal(received).Index()
	g := given{apply: func(o *Options) { o.Flags |= option.flag }}
	value := ""
	switch option.short {
	case 'd':
		value = fmt.Sprintf("%d:%s", received, time.text)
		g.apply = func(o *Options) { o.Rules[index].Delay = time.milliseconds }
	case 'e':
		value = fmt.Sprintf("%d:%d", received, sent)
		g.apply = func(o *Options) { o.exits[received] = uint8(received ^ sent) }
	case 'k':
		value = fmt.Sprintf("%d:%s", received, time.text)
		if received == int(signals.TERM) {
			value = time.text
		}
		g.apply = func(o *Options) { o.Rules[index].Kills, o.Rules[index].Kill = true, time.milliseconds }
	case 'p':
		value = fmt.Sprint(received)
		g.apply = func(o *Options) { o.ParentDeath = signals.Signal(received) }
	case 'r':
		value = fmt.Sprintf("%d:%d", received, sent)
		g.apply = func(o *Options) { o.Rules[index].Rewrite, o.Rules[index].To = true, signals.Signal(sent) }
	}
	short, long := "-"+string(option.short), option.long[:rapid.IntRange(2+shortest[option.short], len(option.long)).Draw(t, "letters")]
	if value == "" {
		g.words = rapid.SampledFrom([][]string{{short}, {long}}).Draw(t, "spelling")
	} else {
		g.words = rapid.SampledFrom([][]string{{short, value}, {short + value}, {long, value}, {long + "=" + value}}).Draw(t, "spelling")
	}
	return g
})

// shortest is how many letters of a long name are not ambiguous, where one is not enough.
var shortest = map[byte]int{'a': 1, 'c': 2, 'd': 1, 'e': 1, 'h': 1, 'k': 1, 'p': 3, 'P': 3, 'r': 1, 's': 2, 'v': 4, 'V': 4, 'w': 1}

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
		{"DUMB_INIT_DEBUG=1", true, false},
		{"DUMB_INIT_DEBUG=0", false, false},
		{"DUMB_INIT_DEBUG=11", false, false},
		{"DUMB_INIT_SETSID=0", false, true},
		{"DUMB_INIT_SETSID=1", false, false},
		{"DUMB_INIT_SETSID=", false, false},
	} {
		got := parse([]string{"dumb-init", "sh"}, []string{test.env})
		if !got.ok || got.Flags.Has(Verbose) != test.verbose || got.Flags.Has(SingleChild) != test.single {
			t.Errorf("%s: %+v", test.env, got)
		}
	}
}

func TestHelpAndVersionEndTheOptions(t *testing.T) {
	for word, want := range map[string]Flags{"-h": Help, "--help": Help, "--h": Help, "-V": Version, "--version": Version, "-vVx": Version} {
		if got := parse([]string{"dumb-init", word, "--yolo"}, nil); !got.ok || !got.Flags.Has(want) {
			t.Errorf("%s: %+v", word, got)
		}
		if got := parse([]string{"dumb-init"}, []string{variable + "=" + word + " --yolo"}); !got.ok || !got.Flags.Has(want) {
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
		{"-r 15 sh", "dumb-init: '15' is not a rule; valid is SIG:SIG" + hint},
		{"-r FOO:1 sh", "dumb-init: 'FOO' is not a signal that can be caught; valid, but for KILL and STOP, are " + forms + hint},
		{"-r KILL:1 sh", "dumb-init: 'KILL' is not a signal that can be caught; valid, but for KILL and STOP, are " + forms + hint},
		{"-r 19:1 sh", "dumb-init: '19' is not a signal that can be caught; valid, but for KILL and STOP, are " + forms + hint},
		{"-r 15:33 sh", "dumb-init: '33' is not a signal to forward; valid are 0 for none, " + forms + hint},
		{"-d TERM sh", "dumb-init: 'TERM' is not a rule; valid is SIG:TIME" + hint},
		{"-d TERM:x sh", "dumb-init: 'x' is not a time; valid are 0 to 24h, such as 10, 1.5s, 300ms or 2m" + hint},
		{"-d KILL:1 sh", "dumb-init: 'KILL' is not a signal that can be caught; valid, but for KILL and STOP, are " + forms + hint},
		{"-k 25h sh", "dumb-init: '25h' is not a time; valid are 0 to 24h, such as 10, 1.5s, 300ms or 2m" + hint},
		{"-k STOP:1s sh", "dumb-init: 'STOP' is not a signal that can be caught; valid, but for KILL and STOP, are " + forms + hint},
		{"-e 256:0 sh", "dumb-init: '256' is not an exit status; valid are 0-255, and a signal's name for 128 and its number" + hint},
		{"-e TERM:-1 sh", "dumb-init: '-1' is not an exit status; valid are 0-255" + hint},
		{"-e 1 sh", "dumb-init: '1' is not a rule; valid is FROM:TO" + hint},
		{"-p 0 sh", "dumb-init: '0' is not a signal that can be caught; valid, but for KILL and STOP, are " + forms + hint},
		{"--pause sh", "dumb-init: 'sh' is not possible with --pause, which runs no command" + hint},
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
		if strings.HasPrefix(test.complaint, "Usage") || args[0] == "--pause" {
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

func TestTimes(t *testing.T) {
	for word, want := range map[string]uint32{
		"0": 0, "1": 1000, "1.5": 1500, "1.5s": 1500, "0.25m": 15_000, "1.5h": 5_400_000,
		"300ms": 300, "1.9ms": 1, "24h": 86_400_000, "86400": 86_400_000, "1.0009": 1000, "007": 7000,
	} {
		if got := parse([]string{"dumb-init", "-k", word, "sh"}, nil); !got.ok || got.Rules[signals.TERM.Index()].Kill != want {
			t.Errorf("%s: %d ms, want %d (%s)", word, got.Rules[signals.TERM.Index()].Kill, want, got.complaint)
		}
	}
	for _, word := range []string{"", "s", ".5", "1.", "1.x", "-1", "+1", "1d", "1S", "1 s", "24.01h", "86401", "999999999h", "1e3", "1.5.5"} {
		if got := parse([]string{"dumb-init", "-k", word, "sh"}, nil); got.ok {
			t.Errorf("%q is taken for %d ms", word, got.Rules[signals.TERM.Index()].Kill)
		}
	}
}

func TestExitMap(t *testing.T) {
	got := parse([]string{"dumb-init", "-e", "TERM:0", "-e143:7", "-e", "sigkill:1", "-e", "0:200", "sh"}, nil)
	want := map[int]uint8{143: 7, 137: 1, 0: 200}
	for status := range 256 {
		to, mapped := want[status]
		if !mapped {
			to = uint8(status)
		}
		if mapped := got.ExitStatus(uint8(status)); !got.ok || mapped != to {
			t.Errorf("%d becomes %d, want %d", status, mapped, to)
		}
	}
}

func TestPause(t *testing.T) {
	if got := parse([]string{"dumb-init", "-P"}, nil); !got.ok || !got.Flags.Has(Pause) {
		t.Errorf("%+v", got)
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
		case got.ok && !got.Flags.Has(Help|Version|Pause) && (len(got.command) == 0 || fmt.Sprint(args[len(args)-len(got.command):]) != fmt.Sprint(got.command)):
			t.Errorf("%q gave the command %q", args, got.command)
		case strings.Count(got.complaint, "\n") > 1:
			t.Errorf("the complaint has too many lines: %q", got.complaint)
		}
		const day = 24 * 60 * 60 * 1000
		for i, rule := range got.Rules {
			if got.ok && ((i == 8 || i == 18) && rule != (Rule{}) || rule.To > signals.Count || rule.Delay > day || rule.Kill > day) {
				t.Errorf("rule for signal %d: %+v", i+1, rule)
			}
		}
	})
}
