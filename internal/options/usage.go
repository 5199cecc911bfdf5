package options

import (
	_ "embed" // puts the text into the program's data, as a literal would be

	"dumb-init/internal/words"
)

// HelpText is what --help prints.
//
//go:embed help.txt
var HelpText string

const version = "2.0.0"

// VersionFor returns what --version prints, and on which file descriptor, for the program called by name.
// As docker-init it is asked by dockerd, which parses tini's form from standard output.
func VersionFor(name string) (fd int32, text string) {
	for _, rest, more := words.Cut(name, '/'); more; _, rest, more = words.Cut(name, '/') {
		name = rest
	}
	if name == "docker-init" {
		return 1, "tini version " + version + "_dumb-init\n"
	}
	return 2, "dumb-init v" + version + "\n"
}
