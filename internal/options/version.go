package options

import "dumb-init.alt/internal/ascii"

const version = "2.0.0"

// VersionText returns what --version prints for the program called by name, and whether that goes
// to standard output rather than to standard error. Called docker-init, the program prints tini's
// form on standard output: dockerd parses it.
func VersionText(name string) (text string, onStdout bool) {
	if baseName(name) == "docker-init" {
		return "tini version " + version + "_dumb-init\n", true
	}
	return "dumb-init v" + version + "\n", false
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
