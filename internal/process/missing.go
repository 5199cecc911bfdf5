package process

import (
	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/cstring"
	"dumb-init.alt/internal/kernel"
)

// missing is the reason if statx(2) gives an error for the file.
func (e *examination) missing(errno kernel.Errno) finding {
	switch errno {
	case unix.EACCES:
		if e.role == command && !e.hidden {
			return absent
		}
		return e.unreachable()
	case unix.ENOENT:
		if found := e.danglingLink(); found != absent {
			return found
		}
		return e.doesNotExist(errno)
	case unix.ENOTDIR:
		return e.doesNotExist(errno)
	case unix.ENAMETOOLONG:
		return absent
	}
	return unknown
}

// doesNotExist is the reason if the file is not there, unless it is the command: then the first
// line says that.
func (e *examination) doesNotExist(errno kernel.Errno) finding {
	_, windows := e.cutCarriageReturn()
	switch {
	case e.role == command:
		return absent
	case e.role == bareShell:
		return e.tell(" does not exist.")
	case e.errno != errno:
		return unknown
	case e.role == interpreter && windows:
		return e.tell(" does not exist: the script has Windows line ends.")
	case e.role == interpreter:
		return e.tell(" does not exist.")
	}
	e.line.String(" does not exist: ")
	if explainMachine(&e.line, "the program", &e.program) {
		return told
	}
	return e.tell("built for another C library?")
}

// danglingLink is the reason if the file is a symbolic link that leads nowhere.
//
//go:noinline
func (e *examination) danglingLink() finding {
	var target path
	if e.errno != unix.ENOENT {
		return absent
	}
	n := kernel.ReadLink(&e.file[0], target[:len(target)-1])
	if n == 0 || n >= uint(len(target)) {
		return absent
	}
	target[n] = 0
	e.line.String(" is a symbolic link to ").String(cstring.String(&target[0]))
	return e.tell(", which leads to no file.")
}

// unreachable is the reason if the user may not search a directory on the way to the file.
func (e *examination) unreachable() finding {
	if e.errno != unix.EACCES {
		return unknown
	}
	for i := 1; i < len(e.file) && e.file[i] != 0; i++ {
		if e.file[i] != '/' {
			continue
		}
		e.file[i] = 0
		if kernel.MayExecute(&e.file[0]) == unix.EACCES {
			e.line.String(" cannot be reached: this user may not search the directory ")
			e.line.String(cstring.String(&e.file[0])).Byte('.')
			return told
		}
		e.file[i] = '/'
	}
	return unknown
}

// permissions is the reason if the user may not execute the file, which is there. Otherwise the
// reason may be a file that this one needs.
func (e *examination) permissions(mode uint16) finding {
	const anyone = 0o111
	first := &e.file[0]
	switch {
	case mode&unix.S_IFMT == unix.S_IFDIR:
		return e.tell(" is a directory.")
	case mode&unix.S_IFMT != unix.S_IFREG:
		return e.tell(" is not a regular file.")
	case mode&anyone == 0:
		return e.notPermitted(" has no execute permission", mode)
	case kernel.IsMountedNoexec(first):
		return e.tell(" is on a file system that is mounted noexec.")
	case kernel.MayExecute(first) == 0:
		return goesOn
	case mode&anyone == anyone:
		// Everyone is permitted to execute it. Something else than its mode forbids that.
		return unknown
	}
	return e.notPermitted(" has no execute permission for this user", mode)
}

// notPermitted tells the reason, and the mode of the file as chmod(1) has it.
func (e *examination) notPermitted(text string, mode uint16) finding {
	e.line.String(text).String(" (mode ")
	for shift := 12; shift > 0; {
		shift -= 3
		e.line.Byte('0' + byte(mode>>shift&7))
	}
	return e.tell(").")
}
