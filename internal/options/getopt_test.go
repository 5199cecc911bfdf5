package options

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"dumb-init.alt/internal/signals"
)

// given is an option as a user may write it, and what it asks for.
type given struct {
	words []string
	apply func(*Options)
}

var (
	anyReceived = rapid.IntRange(1, signals.Count).Filter(func(n int) bool {
		return n != 9 && n != 17 && n != 19 && n != 32 && n != 33
	})
	anyDelayed = anyReceived.Filter(func(n int) bool { return n < 32 })
	anySent    = rapid.IntRange(0, signals.Count).Filter(func(n int) bool {
		return n != 32 && n != 33
	})
	anyUnit = rapid.SampledFrom([]unit{
		{"", 1000},
		{"ms", 1},
		{"s", 1000},
		{"m", 60_000},
		{"h", 3_600_000},
	})
	anyBlank = rapid.SampledFrom([]string{" ", "  ", "\t", "\n "})
)

// unit is a unit of time.
type unit struct {
	name   string
	millis uint32
}

// shortest is how many letters a long name may be shortened to without being ambiguous.
var shortest = map[string]int{
	"--all":                 1,
	"--background":          1,
	"--delay":               1,
	"--exit-map":            1,
	"--help":                1,
	"--kill-after":          1,
	"--parent-death-signal": 3,
	"--pause":               3,
	"--rewrite":             1,
	"--single-child":        2,
	"--subreaper":           2,
	"--verbose":             4,
	"--version":             4,
	"--wait":                1,
}

// anyGiven draws an option in any of its spellings.
var anyGiven = rapid.Custom(func(t *rapid.T) given {
	o := rapid.SampledFrom(allOptions()).Filter(func(o option) bool {
		return o.valid != "" || !(Help | Version | Pause).Has(o.flag())
	}).Draw(t, "option")
	least := len("--") + shortest[o.long]
	short := "-" + string(rune(o.letter))
	long := o.long[:rapid.IntRange(least, len(o.long)).Draw(t, "letters")]
	if o.valid == "" {
		return given{
			words: []string{rapid.SampledFrom([]string{short, long}).Draw(t, "spelling")},
			apply: func(options *Options) { options.Flags |= o.flag() },
		}
	}
	value, apply := anyValue(t, o)
	spellings := [][]string{
		{short, value},
		{short + value},
		{long, value},
		{long + "=" + value},
	}
	return given{
		words: rapid.SampledFrom(spellings).Draw(t, "spelling"),
		apply: apply,
	}
})

// anyValue draws a value of an option, and returns what it asks for.
func anyValue(t *rapid.T, o option) (value string, apply func(*Options)) {
	received := anyReceived.Draw(t, "received")
	if o.long == "--delay" {
		received = anyDelayed.Draw(t, "delayed")
	}
	sent := anySent.Draw(t, "sent")
	unit := anyUnit.Draw(t, "unit")
	n := rapid.Uint32Range(0, 24).Draw(t, "time")
	time, millis := fmt.Sprint(n, unit.name), n*unit.millis
	index := signals.Signal(received).Index()
	switch o.long {
	case "--delay":
		return fmt.Sprintf("%d:%s", received, time), func(options *Options) {
			options.Rules[index].DelayMillis = millis
		}
	case "--exit-map":
		return fmt.Sprintf("%d:%d", received, sent), func(options *Options) {
			options.exitMap[received] = uint8(received ^ sent)
		}
	case "--kill-after":
		value = fmt.Sprintf("%d:%s", received, time)
		if received == int(signals.TERM) {
			value = time
		}
		return value, func(options *Options) {
			options.Rules[index].HasKill = true
			options.Rules[index].KillAfterMillis = millis
		}
	case "--parent-death-signal":
		return fmt.Sprint(received), func(options *Options) {
			options.ParentDeath = signals.Signal(received)
		}
	case "--rewrite":
		return fmt.Sprintf("%d:%d", received, sent), func(options *Options) {
			options.Rules[index].HasRewrite = true
			options.Rules[index].RewriteTo = signals.Signal(sent)
		}
	}
	t.Fatalf("no value is known for %s", o.long)
	return "", nil
}

// Options mean what was asked for however they are written, first those in the variable and then
// those on the command line: of two for the same, the later wins. The command's words stay
// untouched, whatever they look like.
func TestEverySpelling(t *testing.T) {
	commands := rapid.SampledFrom([]string{"sh", "-", "", "./-v"})
	arguments := rapid.SliceOf(rapid.SampledFrom([]string{"-v", "--", "--help", "x", ""}))
	rapid.Check(t, func(t *rapid.T) {
		var want Options
		args, env, list := []string{"dumb-init"}, []string{"A=b"}, []string{}
		for _, g := range rapid.SliceOfN(anyGiven, 0, 4).Draw(t, "in the variable") {
			list = append(list, g.words...)
			g.apply(&want)
		}
		if len(list) > 0 || rapid.Bool().Draw(t, "empty variable") {
			blank := anyBlank.Draw(t, "blank")
			env = append(env, Variable+"="+blank+strings.Join(list, blank))
		}
		for _, g := range rapid.SliceOfN(anyGiven, 0, 4).Draw(t, "on the command line") {
			args = append(args, g.words...)
			g.apply(&want)
		}
		if rapid.Bool().Draw(t, "dashes") {
			args = append(args, "--")
		}
		command := []string{commands.Draw(t, "command")}
		command = append(command, arguments.Draw(t, "arguments")...)
		args = append(args, command...)
		got := parse(args, env)
		if !got.ok || got.Options != want || !slices.Equal(got.command, command) {
			t.Fatalf("%q with %q:\ngot  %+v\nwant %+v and %q", args, env, got, want, command)
		}
	})
}

// Help and version end the options, whatever follows.
func TestHelpAndVersionEndTheOptions(t *testing.T) {
	tests := []struct {
		word string
		want Flags
	}{
		{"-h", Help},
		{"--help", Help},
		{"--h", Help},
		{"-V", Version},
		{"--version", Version},
		{"-vVx", Version},
	}
	for _, test := range tests {
		if got := parseWords(test.word + " --yolo"); !got.ok || !got.Flags.Has(test.want) {
			t.Errorf("%s: got %+v, want the flag %#x", test.word, got, test.want)
		}
		variable := Variable + "=" + test.word + " --yolo"
		got := parse([]string{"dumb-init"}, []string{variable})
		if !got.ok || !got.Flags.Has(test.want) {
			t.Errorf("%s: got %+v, want the flag %#x", variable, got, test.want)
		}
	}
}

// Whatever the words, there is either a command or a complaint, and the command is the end of the
// arguments.
func FuzzCommandLine(f *testing.F) {
	f.Add("-v\x00sh", "-c")
	f.Add("--rewrite=15:3\x00-cv\x00--\x00sh\x00-c", "")
	f.Add("-r\x0015:0\x00sh", "\t-r 1:RTMAX-3  --verb")
	f.Fuzz(func(t *testing.T, line, list string) {
		if strings.Contains(list, "\x00") {
			return
		}
		args := strings.Split("dumb-init\x00"+line, "\x00")
		got := parse(args, []string{Variable + "=" + list})
		if got.ok == (got.complaint != "") {
			t.Errorf("%q: got ok %t and the complaint %q", args, got.ok, got.complaint)
		}
		if strings.Count(got.complaint, "\n") > 1 {
			t.Errorf("%q: got %q, want two lines at most", args, got.complaint)
		}
		if !got.ok {
			return
		}
		if !got.Flags.Has(Help | Version | Pause) {
			from := len(args) - len(got.command)
			if from == len(args) || !slices.Equal(args[from:], got.command) {
				t.Errorf("%q: got the command %q, want the end of it", args, got.command)
			}
		}
		checkRules(t, &got.Options)
	})
}

// checkRules fails if a rule is one that no option can make.
func checkRules(t *testing.T, o *Options) {
	t.Helper()
	const day = 24 * 60 * 60 * 1000
	for i, rule := range o.Rules {
		signal := signals.Signal(i + 1)
		switch signal {
		case signals.KILL, signals.STOP, signals.CHLD:
			if rule != (Rule{}) {
				t.Errorf("signal %d: got %+v, want no rule", signal, rule)
			}
		}
		if signal > 31 && rule.DelayMillis > 0 {
			t.Errorf("signal %d: got %+v, want no delay", signal, rule)
		}
		if rule.RewriteTo > signals.Count || rule.DelayMillis > day || rule.KillAfterMillis > day {
			t.Errorf("signal %d: got %+v, want values in range", signal, rule)
		}
	}
}
