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
		name string
		fd   int32
		text string
	}{
		{"dumb-init", 2, ours},
		{"my-docker-init", 2, ours},
		{"docker-init/x", 2, ours},
		{"", 2, ours},
		{"docker-init", 1, tinis},
		{"/usr/libexec/docker-init", 1, tinis},
	}
	for _, test := range tests {
		fd, text := VersionText(test.name)
		if fd != test.fd || text != test.text {
			t.Errorf("%q: got %d, %q, want %d, %q", test.name, fd, text, test.fd, test.text)
		}
	}
}

// The help begins with the version.
func TestHelpHasTheVersion(t *testing.T) {
	if want := "dumb-init v" + version + "\n"; !strings.HasPrefix(HelpText, want) {
		t.Errorf("got %.20q, want %q first", HelpText, want)
	}
}
