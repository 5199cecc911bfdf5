package process

import (
	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/ascii"
	"dumb-init.alt/internal/cstring"
	"dumb-init.alt/internal/kernel"
)

const defaultPath = "/bin:/usr/bin"

// execute runs a command in the caller's place, as execvp(3). argv[1:] is the command; argv[0] is a
// slot to spare. It returns on failure only.
func execute(argv, env []*byte) (name string, errno kernel.Errno) {
	if len(argv) < 2 { // never: options.Parse has seen to that
		return "", unix.ENOENT
	}
	file := argv[1]
	name = cstring.String(file)
	if hasSlash(name) {
		return name, attempt(file, argv, env)
	}
	return name, search(name, argv, env)
}

// search tries the name in each directory of PATH, until one has the command.
//
// It is not inlined. Inlined, its path would lie on the stack even of a command that is not
// searched for, and the parent keeps every page of the stack that was touched.
//
//go:noinline
func search(name string, argv, env []*byte) (errno kernel.Errno) {
	directories, _ := searchPath(env)
	errno = unix.ENOENT
	denied := false
	var candidate path
	for more := name != ""; more; {
		var directory string
		directory, directories, more = ascii.Cut(directories, ':')
		if !candidate.join(directory, name) {
			continue
		}
		errno = attempt(&candidate[0], argv, env)
		switch errno {
		case unix.EACCES:
			// Another directory may have one that can be executed.
			denied = true
		case unix.ENOENT, unix.ENOTDIR, unix.ESTALE, unix.ENODEV, unix.ETIMEDOUT:
			// It is not in this directory, or the directory is not there.
		default:
			return errno
		}
	}
	if denied {
		return unix.EACCES
	}
	return errno
}

// searchPath returns the directories in which a command is searched for, with colons between them,
// and reports whether PATH is set.
func searchPath(env []*byte) (directories string, set bool) {
	directories, index := cstring.Lookup(env, "PATH")
	if index == len(env) {
		return defaultPath, false
	}
	return directories, true
}

// hasSlash reports whether a command is a path, which is not searched for.
func hasSlash(name string) bool {
	_, _, found := ascii.Cut(name, '/')
	return found
}

// attempt runs a file in the caller's place. A file of no known format is a script without #!, for
// the shell to run. It returns on failure only.
func attempt(file *byte, argv, env []*byte) kernel.Errno {
	if len(argv) < 2 { // never: it lets the compiler leave out the check of bounds
		return unix.ENOENT
	}
	errno := kernel.Exec(file, argv[1:], env)
	if errno == unix.ENOEXEC {
		runByShell(file, argv, env)
	}
	return errno
}
