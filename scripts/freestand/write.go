package main

import (
	"debug/elf"
	"os"
)

// write writes an executable of the blocks, each at its new address. Nothing in memory is writable
// except the stack.
func write(output string, layout *layout) error {
	entry, err := layout.where(layout.image.Entry)
	if err != nil {
		return err
	}
	if err := os.WriteFile(output, executable(layout, entry), 0o755); err != nil {
		return err
	}
	return os.Chmod(output, 0o755) // whatever the umask is
}

// executable returns the file: the headers, the segments, the names of the sections, the table of
// sections.
func executable(layout *layout, entry uint64) []byte {
	image := layout.image
	segments := divide(layout)
	size := place(image, segments)
	file := make([]byte, size)
	for _, s := range segments {
		copy(file[s.offset:], s.data)
	}

	programs := programTable(image, segments)
	copy(file[headerSize(image):], encodeTable(image, programs))

	sections := sectionTable(segments, size)
	file = append(file, sectionNames...)
	file = append(file, make([]byte, -len(file)&7)...)
	header := header(image, tables{
		entry:      entry,
		programs:   len(programs),
		sections:   len(sections),
		sectionsAt: uint64(len(file)),
	})
	copy(file, header)
	return append(file, encodeTable(image, sections)...)
}

// programTable describes the segments and the stack.
func programTable(image *image, segments []*outputSegment) (programs []elf.Prog64) {
	for _, s := range segments {
		size := uint64(len(s.data))
		programs = append(programs, elf.Prog64{
			Type:   uint32(elf.PT_LOAD),
			Flags:  uint32(s.flags),
			Off:    s.offset,
			Vaddr:  s.addr,
			Paddr:  s.addr,
			Filesz: size,
			Memsz:  size,
			Align:  pageSize(image),
		})
	}
	return append(programs, elf.Prog64{
		Type:  uint32(elf.PT_GNU_STACK),
		Flags: uint32(elf.PF_R | elf.PF_W),
		Align: 8,
	})
}
