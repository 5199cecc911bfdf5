package options

import (
	"strings"
	"testing"
)

// The name docker-init, in any directory, has the version on standard output in tini's form. Any
// other name has it on standard error.
func TestVersionText(t *testing.T) {
	const (
		ours  = "dumb-init v" + version + "\n"
		tinis = "tini version " + version + "_dumb-init\n"
	)
	tests := []struct {
		name     string
		text     string
		onStdout bool
	}{
		{"dumb-init", ours, false},
		{"my-docker-init", ours, false},
		{"docker-init/x", ours, false},
		{"", ours, false},
		{"docker-init", tinis, true},
		{"/usr/libexec/docker-init", tinis, true},
	}
	for _, test := range tests {
		text, onStdout := VersionText(test.name)
		if text != test.text || onStdout != test.onStdout {
			t.Errorf("%q: got %q, on standard output %t, want %q, %t",
				test.name, text, onStdout, test.text, test.onStdout)
		}
	}
}

// The help begins with the version.
func TestHelpHasTheVersion(t *testing.T) {
	if want := "dumb-init v" + version + "\n"; !strings.HasPrefix(HelpText, want) {
		t.Errorf("got %.20q, want %q first", HelpText, want)
	}
}
