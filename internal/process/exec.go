package process

import (
	"golang.org/x/sys/unix"

	"dumb-init/internal/kernel"
	"dumb-init/internal/words"
)

// listenPID makes socket activation (sd_listen_fds(3)) work through dumb-init: sockets that LISTEN_PID
// passes to our own process are meant for the command. It holds the changed entry of the environment.
type listenPID [32]byte

// adopt changes LISTEN_PID in the environment from our process ID, self, to that of the caller, the child.
func (entry *listenPID) adopt(env []*byte, self int32) {
	const name = "LISTEN_PID"
	for i := range env {
		value, _ := words.Assigned(env[i], name)
		if pid, ok := words.Decimal(value); ok && pid == uint32(self) {
			var digits words.Digits
			copy(entry[:], name+"=")
			copy(entry[len(name)+1:], digits.Format(uint32(kernel.Getpid())))
			words.Replace(&env[i], &entry[0])
		}
	}
}

// execute runs the command at args[first] in the caller's place, as execvp(3): a name with a slash as it
// is, another by a search of PATH. It returns on failure only.
func execute(args []*byte, first uint, env []*byte) (name string, errno kernel.Errno) {
	if first < 1 || first >= uint(len(args)) {
		return "", unix.ENOENT
	}
	name = words.String(args[first])
	if _, _, slash := words.Cut(name, '/'); slash {
		return name, attempt(args[first], args, first, env)
	}
	directories, set := words.Lookup(env, "PATH")
	if !set {
		directories = "/bin:/usr/bin"
	}
	// An error that only says that the command is not in this directory lets the search go on. EACCES,
	// which may be what the user needs to hear, is remembered.
	errno = unix.ENOENT
	denied := false
	var candidate path
	for more := name != ""; more; {
		var directory string
		directory, directories, more = words.Cut(directories, ':')
		if !candidate.join(directory, name) {
			continue
		}
		switch errno = attempt(&candidate[0], args, first, env); errno {
		case unix.EACCES:
			denied = true
		case unix.ENOENT, unix.ENOTDIR, unix.ESTALE, unix.ENODEV, unix.ETIMEDOUT:
		default:
			return name, errno
		}
	}
	if denied {
		errno = unix.EACCES
	}
	return name, errno
}

// attempt runs a file as the command args[first], or has the shell run it if the kernel knows no format
// of its kind (ENOEXEC): a script without #!. The shell's name takes the place of the argument before
// the command, one of dumb-init's own.
func attempt(file *byte, args []*byte, first uint, env []*byte) kernel.Errno {
	if first < 1 || first >= uint(len(args)) {
		return unix.ENOENT
	}
	errno := kernel.Exec(file, args[first:], env)
	if errno == unix.ENOEXEC {
		shell := [...]byte{'/', 'b', 'i', 'n', '/', 's', 'h', 0}
		words.Replace(&args[first-1], &shell[0])
		words.Replace(&args[first], file)
		kernel.Exec(&shell[0], args[first-1:], env)
	}
	return errno
}

// path holds a path and its final null: the longest that the kernel takes (PATH_MAX).
type path [4096]byte

// join makes the path of a name in a directory, the current one if it is empty, and reports whether it fits.
func (p *path) join(directory, name string) bool {
	if len(directory)+len("/")+len(name) >= len(p) {
		return false
	}
	at := copy(p[:], directory)
	if directory != "" {
		at += copy(p[at:], "/")
	}
	at += copy(p[at:], name)
	p[at] = 0
	return true
}
