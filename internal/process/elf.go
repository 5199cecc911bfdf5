package process

// elfMagic is what an ELF file begins with (elf(5)).
const elfMagic = "\x7fELF"

// header is what the beginning of an ELF file says (elf(5), struct Elf32_Ehdr and Elf64_Ehdr).
type header struct {
	wide      bool   // 64 bits, and not 32
	bigEndian bool   // the byte order
	kind      uint16 // e_type
	machine   uint16 // e_machine

	// The table of program headers, which says what to load.
	tableOffset uint64 // e_phoff: where in the file it begins
	entrySize   uint16 // e_phentsize
	entries     uint16 // e_phnum
}

// Values of e_type and p_type.
const (
	objectFile     = 1 // ET_REL
	interpretation = 3 // PT_INTERP
)

// parseHeader reads the beginning of an ELF file. It is not valid if it is too short, or if its
// class or its byte order does not exist.
func parseHeader(text []byte) (h header, valid bool) {
	class := number(text, 4, 1, false)
	order := number(text, 5, 1, false)
	h.wide = class == 2
	h.bigEndian = order == 2
	size := uint(52)
	if h.wide {
		size = 64
	}
	if class-1 > 1 || order-1 > 1 || uint(len(text)) < size {
		return h, false
	}
	h.kind = uint16(number(text, 16, 2, h.bigEndian))
	h.machine = uint16(number(text, 18, 2, h.bigEndian))
	if h.wide {
		h.tableOffset = number(text, 32, 8, h.bigEndian)
		h.entrySize = uint16(number(text, 54, 2, h.bigEndian))
		h.entries = uint16(number(text, 56, 2, h.bigEndian))
	} else {
		h.tableOffset = number(text, 28, 4, h.bigEndian)
		h.entrySize = uint16(number(text, 42, 2, h.bigEndian))
		h.entries = uint16(number(text, 44, 2, h.bigEndian))
	}
	return h, true
}

// isCutOff reports whether a file of so many bytes ends before its table of program headers does.
func (h *header) isCutOff(fileSize uint64) bool {
	table := uint64(h.entries) * uint64(h.entrySize)
	return h.tableOffset > fileSize || table > fileSize-h.tableOffset
}

// segment is what a program header says of a part of the file (struct Elf32_Phdr and Elf64_Phdr).
type segment struct {
	kind   uint32 // p_type
	offset uint64 // p_offset: where in the file it begins
	size   uint64 // p_filesz
}

// parseSegment reads a program header.
func (h *header) parseSegment(text []byte) (s segment) {
	s.kind = uint32(number(text, 0, 4, h.bigEndian))
	if h.wide {
		s.offset = number(text, 8, 8, h.bigEndian)
		s.size = number(text, 32, 8, h.bigEndian)
	} else {
		s.offset = number(text, 4, 4, h.bigEndian)
		s.size = number(text, 16, 4, h.bigEndian)
	}
	return s
}

// number reads a number of so many bytes. Bytes behind the end of the text count as 0.
//
// It is not inlined, as its many calls would make the program larger.
//
//go:noinline
func number(text []byte, at, size uint, bigEndian bool) (n uint64) {
	for i := range size {
		place := at + size - 1 - i // the most significant byte first
		if bigEndian {
			place = at + i
		}
		n <<= 8
		if place < uint(len(text)) {
			n |= uint64(text[place])
		}
	}
	return n
}

// isELF reports whether a file that begins so is an ELF file.
func isELF(beginning []byte) bool {
	for i := range len(elfMagic) {
		if i >= len(beginning) || beginning[i] != elfMagic[i] {
			return false
		}
	}
	return true
}
