package process

import (
	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/kernel"
)

// elf looks at an ELF file.
func (e *examination) elf(fd int32, size uint64, text []byte) finding {
	h, valid := parseHeader(text)
	atFault := e.errno == unix.ENOEXEC || e.errno == unix.ELIBBAD && e.role == loader
	switch {
	case atFault && !valid:
		return e.tell(" is a damaged ELF file.")
	case atFault && h.kind == objectFile:
		return e.tell(" is an object file, which has not been linked.")
	case atFault && h.isCutOff(size):
		return e.tell(" is damaged: it ends within its headers.")
	case atFault && explainMachine(&e.line, "", &h):
		// After the others: they hold for every machine, and some machines run files of another.
		return told
	case atFault || !valid || e.role == loader:
		return unknown
	case e.readLoader(fd, &h):
		e.program = h
		return e.follow(loader, " needs the loader ")
	case e.errno == unix.ENOENT && explainMachine(&e.line, "", &h):
		// The kernel has been told to run it by an emulator, which is not there (binfmt_misc).
		return told
	}
	return unknown
}

// readLoader reads the name of an ELF file's loader into e.file, and reports whether it has one.
func (e *examination) readLoader(fd int32, h *header) (found bool) {
	var entry [64]byte
	for i := range uint64(h.entries) {
		n := kernel.ReadAt(fd, entry[:], h.tableOffset+i*uint64(h.entrySize))
		s := h.parseSegment(entry[:min(n, uint(len(entry)))])
		if s.kind != interpretation {
			continue
		}
		if s.size < 2 || s.size > uint64(len(e.file)) {
			return false
		}
		size := min(uint(s.size), uint(len(e.file)))
		last := size - 1
		n = kernel.ReadAt(fd, e.file[:size], s.offset)
		return n == size && last < uint(len(e.file)) && e.file[last] == 0
	}
	return false
}
