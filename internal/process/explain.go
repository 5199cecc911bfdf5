package process

import (
	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/ascii"
	"dumb-init.alt/internal/kernel"
	"dumb-init.alt/internal/report"
)

// explain writes a second line about a command that could not be executed: what a person would find
// out from the file. It writes nothing that the file, the name or PATH does not show, so there may
// be no line. errno is what execute has returned.
//
// It is not inlined, so that a command that starts does not touch the stack that it takes.
//
//go:noinline
func explain(name string, env []*byte, errno kernel.Errno) {
	switch {
	case firstWord(name) == "":
		explainEmpty()
	case examine(name, env, errno, false) != absent:
		// The line is written, or the file does not tell.
	case explainBlanks(name, env):
	case errno == unix.EACCES:
		examine(name, env, errno, true)
	case errno == unix.ENOENT || errno == unix.ENOTDIR:
		explainPath(name, env)
	}
}

// explainEmpty writes that there is no name.
//
// It is not inlined: what comes of explain has the most stack of all, and needs no line more.
//
//go:noinline
func explainEmpty() {
	new(report.Line).Prefix().String("The command is empty: is a variable not set?").End()
}

// explainBlanks writes that the name has blanks in it, if its first word is a command: somebody has
// passed a command line as one argument.
//
//go:noinline
func explainBlanks(name string, env []*byte) (told bool) {
	word := firstWord(name)
	if len(word) == len(name) || !exists(word, env) {
		return false
	}
	new(report.Line).Prefix().String("The blanks are part of the name. ").String(word).
		String(" exists: pass each argument as a word of its own.").End()
	return true
}

// explainPath writes where a name was searched for, if it was.
//
//go:noinline
func explainPath(name string, env []*byte) {
	if hasSlash(name) {
		return
	}
	line := new(report.Line).Prefix().String(name)
	directories, set := searchPath(env)
	switch {
	case !set:
		line.String(" is not in the default PATH, as PATH is not set: ").String(directories)
	case directories == "":
		line.String(" is not in the working directory, as PATH is empty.")
	default:
		line.String(" is not in PATH: ").String(directories)
	}
	line.End()
}

// firstWord returns the first word of a name that has blanks in it.
func firstWord(name string) string {
	for name != "" && isSpace(name[0]) {
		name = name[1:]
	}
	for i := range len(name) {
		if isSpace(name[i]) {
			return name[:i]
		}
	}
	return name
}

// isSpace reports whether a byte divides the words of a command line.
func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// exists reports whether a name is that of a file that may be executed, which is searched for as a
// command is.
func exists(name string, env []*byte) bool {
	if hasSlash(name) {
		return isExecutable("", name)
	}
	directories, _ := searchPath(env)
	for more := true; more; {
		var directory string
		directory, directories, more = ascii.Cut(directories, ':')
		if isExecutable(directory, name) {
			return true
		}
	}
	return false
}

// isExecutable reports whether a directory has a regular file of a name that may be executed.
//
//go:noinline
func isExecutable(directory, name string) bool {
	var file path
	if !file.join(directory, name) {
		return false
	}
	mode, _, errno := kernel.Stat(&file[0])
	return errno == 0 && mode&unix.S_IFMT == unix.S_IFREG && kernel.MayExecute(&file[0]) == 0
}
