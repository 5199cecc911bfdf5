package process

import (
	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/ascii"
	"dumb-init.alt/internal/cstring"
	"dumb-init.alt/internal/kernel"
	"dumb-init.alt/internal/report"
)

// finding is what an examination has found.
type finding uint8

const (
	absent  finding = iota // there is no such file
	unknown                // there is one, but it does not show why it could not be executed
	goesOn                 // the reason may be another file, which this one needs
	told                   // the line says why
)

// role is what a file is to the command.
type role uint8

const (
	command     role = iota // the command itself
	interpreter             // of a script with #!
	bareShell               // /bin/sh, for a script without #!
	loader                  // of an ELF file (PT_INTERP, ld.so(8))
)

// examination follows a file that could not be executed to the files that it needs, until one of
// them shows the reason. A reason must agree with the error number.
type examination struct {
	errno   kernel.Errno // of execve
	hidden  bool         // a file that cannot be reached counts
	role    role         // of file
	file    path         // the file to look at
	program header       // of the ELF file that needs the loader
	line    report.Line
}

// mostFiles is how many files are looked at. The kernel follows five interpreters (exec_binprm,
// fs/exec.c), and the last may have a loader.
const mostFiles = 7

// examine looks at the file or the files that the command may be, and writes why it could not be
// executed. Files that cannot be reached count only if hidden is set: nobody knows whether they are
// there.
func examine(name string, env []*byte, errno kernel.Errno, hidden bool) (found finding) {
	if hasSlash(name) {
		return examineFile("", name, errno, hidden)
	}
	directories, _ := searchPath(env)
	for more := true; more && found != told; {
		var directory string
		directory, directories, more = ascii.Cut(directories, ':')
		found = max(found, examineFile(directory, name, errno, hidden))
	}
	return found
}

// examineFile looks at one file, and writes why it could not be executed.
//
//go:noinline
func examineFile(directory, name string, errno kernel.Errno, hidden bool) (found finding) {
	var e examination
	if !e.file.join(directory, name) {
		return absent
	}
	e.errno = errno
	e.hidden = hidden
	found = e.run()
	if found == told {
		e.line.End()
	}
	return found
}

// run looks at the file, and then at those that it needs. If the reason is told, line has it.
func (e *examination) run() (found finding) {
	e.line.Prefix()
	e.nameFile()
	found = goesOn
	for i := 0; found == goesOn && i < mostFiles; i++ {
		found = e.step()
	}
	return found
}

// step looks at the next file.
func (e *examination) step() finding {
	first := &e.file[0]
	mode, _, errno := kernel.Stat(first)
	switch {
	case errno != 0:
		return e.missing(errno)
	case e.errno == unix.EACCES:
		if found := e.permissions(mode); found != goesOn {
			return found
		}
	case mode&unix.S_IFMT != unix.S_IFREG || kernel.MayExecute(first) != 0:
		return unknown
	}
	fd, size := openRegular(first)
	if fd < 0 {
		return unknown
	}
	found := e.content(fd, size)
	kernel.Close(fd)
	return found
}

// content looks at what a file begins with.
func (e *examination) content(fd int32, size uint64) finding {
	var buffer [beginningSize]byte
	n := kernel.ReadAt(fd, buffer[:], 0)
	text := buffer[:min(n, uint(len(buffer)))]
	name := interpreterOf(text)
	switch {
	case isELF(text):
		return e.elf(fd, size, text)
	case e.role == loader:
		return unknown
	case len(name) > 0:
		e.file[min(copy(e.file[:], name), len(e.file)-1)] = 0
		return e.follow(interpreter, " needs the interpreter ")
	case e.errno != unix.ENOEXEC || e.role == bareShell:
		return unknown
	case size == 0:
		return e.tell(" is an empty file.")
	}
	copy(e.file[:], shell)
	return e.follow(bareShell, " needs the shell ")
}

// follow appends what the file needs, and goes on with that: e.file has its name.
func (e *examination) follow(r role, text string) finding {
	e.role = r
	e.line.String(text)
	e.nameFile()
	e.line.String(", which")
	return goesOn
}

// tell appends the reason.
func (e *examination) tell(text string) finding {
	e.line.String(text)
	return told
}

// nameFile appends the name of the file. A carriage return at its end is written as \r.
func (e *examination) nameFile() {
	name, found := e.cutCarriageReturn()
	e.line.String(name)
	if found {
		e.line.String("\\r")
	}
}

// cutCarriageReturn returns the name of the file without a carriage return at its end, and reports
// whether there is one.
func (e *examination) cutCarriageReturn() (name string, found bool) {
	name = cstring.String(&e.file[0])
	last := uint(len(name)) - 1
	if last < uint(len(name)) && name[last] == '\r' {
		return name[:last], true
	}
	return name, false
}
