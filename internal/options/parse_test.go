package options

import (
	"slices"
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
		"dumb-init: unexpected argument 'sh': --pause runs no command"+hint)
	if got := parseWords("-P"); !got.ok || got.Flags != Pause {
		t.Errorf("-P: got %+v, want the flag %#x", got, Pause)
	}
}

// --all is refused elsewhere than as PID 1.
func TestAllNeedsPID1(t *testing.T) {
	const refusal = "dumb-init: --all requires PID 1: " +
		"elsewhere it would signal the whole host" + hint
	args := []string{"dumb-init", "-a", "sh"}
	wantComplaint(t, "-a", parseElsewhere(args, nil), refusal)
	if got := parse(args, nil); !got.ok {
		t.Errorf("-a as PID 1: got %q, want no complaint", got.complaint)
	}
}

// A complaint about a word in the variable names the variable.
func TestComplaintNamesVariable(t *testing.T) {
	for _, test := range slices.Concat(misuses, wrongValues) {
		variable := Variable + "=" + test.options
		got := parse([]string{"dumb-init", "sh"}, []string{variable})
		wantComplaint(t, variable, got, "dumb-init: "+Variable+": "+test.want)
	}
	for _, word := range []string{"sh", "--", "-"} {
		variable := Variable + "=-v " + word
		got := parse([]string{"dumb-init", "sh"}, []string{variable})
		want := "dumb-init: " + Variable + ": '" + word +
			"' is not an option; the command belongs on the command line" + hint
		wantComplaint(t, variable, got, want)
	}
}

// An option of the variable that does not go together with the command line is said to be from
// there.
func TestConflictNamesVariable(t *testing.T) {
	tests := []struct {
		variable string
		args     []string
		want     string
	}{
		{
			"-a",
			[]string{"dumb-init", "sh"},
			"--all in DUMB_INIT_OPTIONS requires PID 1: elsewhere it would signal the whole host",
		},
		{
			"-v",
			[]string{"dumb-init", "-a", "sh"},
			"--all requires PID 1: elsewhere it would signal the whole host",
		},
		{
			"--pause",
			[]string{"dumb-init", "sh"},
			"unexpected argument 'sh': --pause in DUMB_INIT_OPTIONS runs no command",
		},
		{
			"-v",
			[]string{"dumb-init", "-P", "sh"},
			"unexpected argument 'sh': --pause runs no command",
		},
	}
	for _, test := range tests {
		variable := Variable + "=" + test.variable
		got := parseElsewhere(test.args, []string{variable})
		wantComplaint(t, variable, got, "dumb-init: "+test.want+hint)
	}
}
