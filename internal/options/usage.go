package options

import "dumb-init/internal/words"

// VersionNumber is the version of this release, as the changelog has it.
const VersionNumber = "2.0.0"

// VersionText is what --version prints.
const VersionText = "dumb-init v" + VersionNumber + "\n"

// DockerVersionText is what --version prints, on standard output, to a Docker daemon that runs the program
// by the name docker-init: the daemon parses this form.
const DockerVersionText = "tini version " + VersionNumber + "_dumb-init\n"

// HelpText is what --help prints.
const HelpText = VersionText + `Usage: dumb-init [OPTION]... COMMAND [ARG]...

Run COMMAND as the one job of a container: forward signals to it, reap
orphaned processes, and exit with its status.

  -c, --single-child     signal the child alone, and start no session for it
  -r, --rewrite SIG:SIG  forward the second signal when the first arrives;
                         0 forwards nothing; may be given several times
  -v, --verbose          print debugging information to standard error
  -h, --help             print this help and exit
  -V, --version          print the version and exit

SIG is a number, or a name such as TERM, SIGTERM, RTMIN+3 or RTMAX-1.

Environment:
  DUMB_INIT_DEBUG=1      the same as --verbose
  DUMB_INIT_SETSID=0     the same as --single-child
  DUMB_INIT_OPTIONS      options to read before those of the command line

Full documentation: man dumb-init
`

// VersionFor returns what --version prints, and on which file descriptor, for the program called by name.
// As docker-init it is asked by dockerd, which parses tini's form from standard output.
func VersionFor(name string) (fd int32, text string) {
	for more := true; more; {
		var rest string
		if _, rest, more = words.Cut(name, '/'); more {
			name = rest
		}
	}
	if name == "docker-init" {
		return 1, DockerVersionText
	}
	return 2, VersionText
}
