package process

import (
	"dumb-init/internal/kernel"
	"dumb-init/internal/stderr"
	"dumb-init/internal/words"
	"golang.org/x/sys/unix"
)

// adoptSockets makes socket activation (sd_listen_fds(3)) work through dumb-init: sockets that LISTEN_PID in the
// environment passes to our own process, self, are the caller's, the child's. The line becomes the entry.
func adoptSockets(env []*byte, self int32, line *stderr.Line) {
	value, i := words.Lookup(env, "LISTEN_PID")
	if pid, ok := words.Decimal(value); ok && pid == uint32(self) {
		words.Replace(env, i, line.String("LISTEN_PID=").Int(kernel.Getpid()).Text())
	}
}

// execute runs a command, behind one slot to spare, in the caller's place, as execvp(3). It returns on failure only.
func execute(argv, env []*byte) (name string, errno kernel.Errno) {
	if len(argv) < 2 {
		return "", unix.ENOENT
	}
	name = words.String(argv[1])
	if _, _, slash := words.Cut(name, '/'); slash {
		return name, attempt(argv[1], argv, env)
	}
	directories, i := words.Lookup(env, "PATH")
	if i == len(env) {
		directories = "/bin:/usr/bin"
	}
	// An error that only says that it is not in this directory lets the search go on; EACCES is remembered.
	errno = unix.ENOENT
	denied := false
	var candidate path
	for more := name != ""; more; {
		var directory string
		directory, directories, more = words.Cut(directories, ':')
		if !candidate.join(directory, name) {
			continue
		}
		switch errno = attempt(&candidate[0], argv, env); errno {
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

// attempt runs a file as the command, or has the shell run it: a script without #! (ENOEXEC).
func attempt(file *byte, argv, env []*byte) kernel.Errno {
	if len(argv) < 2 {
		return unix.ENOENT
	}
	errno := kernel.Exec(file, argv[1:], env)
	if errno == unix.ENOEXEC {
		words.Replace(argv, 0, &shell[0])
		words.Replace(argv, 1, file)
		kernel.Exec(&shell[0], argv, env)
	}
	return errno
}

var shell = [...]byte{'/', 'b', 'i', 'n', '/', 's', 'h', 0}

type path [4096]byte // and its final null: the longest that the kernel takes (PATH_MAX)

// join makes the path of a name in a directory, the current one if it is empty, and reports whether it fits.
func (p *path) join(directory, name string) bool {
	at := words.Append(p[:], 0, directory)
	if directory != "" && at < uint(len(p)) {
		p[at] = '/'
		at++
	}
	return words.Append(p[:], at, name) == at+uint(len(name))
}
