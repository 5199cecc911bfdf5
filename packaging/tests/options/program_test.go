package options_test

import "dumb-init.alt/internal/options"

// helpText returns what --help prints.
func helpText() string { return options.HelpText }

// versionText returns what --version prints.
func versionText() string {
	text, _ := options.VersionText("dumb-init")
	return text
}
