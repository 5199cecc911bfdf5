package options

import (
	"strings"
	"testing"
)

const hint = "\nTry dumb-init --help for full usage."

// The variables of 1.2.5 stand for -v and -c, if they have the one value.
func TestVariablesOf125(t *testing.T) {
	tests := []struct {
		entry string
		want  Flags
	}{
		{"DUMB_INIT_DEBUG=1", Verbose | DebugVariable},
		{"DUMB_INIT_DEBUG=0", 0},
		{"DUMB_INIT_DEBUG=11", 0},
		{"DUMB_INIT_SETSID=0", SingleChild | SetsidVariable},
		{"DUMB_INIT_SETSID=1", 0},
		{"DUMB_INIT_SETSID=", 0},
	}
	for _, test := range tests {
		got := parse([]string{"dumb-init", "sh"}, []string{test.entry})
		if !got.ok || got.Flags != test.want {
			t.Errorf("%s: got %t, flags %#x, want true, flags %#x",
				test.entry, got.ok, got.Flags, test.want)
		}
	}
}

// There must be a command, except with --pause: then there must be none.
func TestCommandOrPause(t *testing.T) {
	const usage = "Usage: dumb-init [option] program [args]" + hint
	wantComplaint(t, "no argument at all", parse(nil, nil), usage)
	wantComplaint(t, "no command", parseWords("-v"), usage)
	wantComplaint(t, "no command after --", parseWords("--"), usage)
	wantComplaint(t, "a command with --pause", parseWords("--pause sh"),
		"dumb-init: 'sh' is not possible with --pause, which runs no command"+hint)
	if got := parseWords("-P"); !got.ok || got.Flags != Pause {
		t.Errorf("-P: got %+v, want the flag %#x", got, Pause)
	}
}

// A complaint about a word in the variable names the variable.
func TestComplaintNamesVariable(t *testing.T) {
	for _, test := range complaints {
		variable := Variable + "=" + test.options
		got := parse([]string{"dumb-init", "sh"}, []string{variable})
		want := strings.Replace(test.want, "dumb-init: ", "dumb-init: "+Variable+": ", 1)
		wantComplaint(t, variable, got, want)
	}
	for _, word := range []string{"sh", "--", "-"} {
		variable := Variable + "=-v " + word
		got := parse([]string{"dumb-init", "sh"}, []string{variable})
		want := "dumb-init: " + Variable + ": '" + word +
			"' is not an option; the command belongs on the command line" + hint
		wantComplaint(t, variable, got, want)
	}
}
