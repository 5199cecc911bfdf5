package options

import (
	"dumb-init.alt/internal/ascii"
	"dumb-init.alt/internal/kernel"
)

const version = "2.0.0"

// VersionText returns what --version prints, and on which file descriptor, for the program called
// by name. Called by the name docker-init, that is tini's form on standard output, which dockerd
// parses.
func VersionText(name string) (fd int32, text string) {
	if baseName(name) == "docker-init" {
		return kernel.Stdout, "tini version " + version + "_dumb-init\n"
	}
	return kernel.Stderr, "dumb-init v" + version + "\n"
}

// baseName returns what follows the last slash.
func baseName(path string) string {
	_, rest, more := ascii.Cut(path, '/')
	for more {
		path = rest
		_, rest, more = ascii.Cut(path, '/')
	}
	return path
}
