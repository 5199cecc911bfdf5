package process

import (
	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/cstring"
	"dumb-init.alt/internal/kernel"
	"dumb-init.alt/internal/report"
)

const shell = "/bin/sh\x00"

// runByShell has the shell run a file whose format the kernel does not know, as execvp(3) does: it
// counts as a script without #!. An ELF file is no script: it is for another machine, or damaged.
// It returns on failure only.
//
// It is not inlined. Inlined, its variables would lie on the stack of every command.
//
//go:noinline
func runByShell(file *byte, argv, env []*byte) {
	// The kernel has read the beginning of the file: so it is regular, and to open it has no
	// effect.
	fd := kernel.Open(file)
	if fd < 0 {
		return // the shell could not read it either
	}
	var buffer [len(elfMagic)]byte
	beginning := kernel.Read(fd, buffer[:])
	kernel.Close(fd)
	if isELF(beginning) {
		return
	}
	if isEmpty(file) && kernel.MayExecute(cstring.Literal(shell)) == 0 {
		sayEmpty(file)
	}
	cstring.Replace(argv, 0, cstring.Literal(shell))
	cstring.Replace(argv, 1, file)
	kernel.Exec(cstring.Literal(shell), argv, env)
}

// isEmpty reports whether a file is known to be empty.
func isEmpty(file *byte) bool {
	_, size, errno := kernel.Stat(file)
	return errno == 0 && size == 0
}

// sayEmpty writes that a file is empty. The shell is about to run it, and ends with status 0.
//
// Signals are blocked meanwhile: PIPE would kill the child.
//
//go:noinline
func sayEmpty(file *byte) {
	kernel.BlockSignals()
	new(report.Line).Prefix().String(cstring.String(file)).
		String(" is an empty file: there is nothing for /bin/sh to run.").End()
	kernel.UnblockSignals()
}

// openRegular opens a regular file, and returns its size in bytes. The file descriptor is negative
// if the file is not regular or cannot be read. To open a device could have effects.
func openRegular(file *byte) (fd int32, size uint64) {
	mode, size, errno := kernel.Stat(file)
	if errno != 0 || mode&unix.S_IFMT != unix.S_IFREG {
		return -1, 0
	}
	return kernel.Open(file), size
}
