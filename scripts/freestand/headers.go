package main

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
)

// tables are what the ELF header says of a program and its tables.
type tables struct {
	entry      uint64
	programs   int    // entries in the table of segments, which is behind the ELF header
	sections   int    // entries in the table of sections; the last one is their names
	sectionsAt uint64 // where the table of sections is
}

// header returns the Go linker's ELF header, changed to describe these tables.
func header(image *image, t tables) []byte {
	if image.Class == elf.ELFCLASS32 {
		var header elf.Header32
		decode(image, &header)
		header.Entry = uint32(t.entry)
		header.Phoff = uint32(headerSize(image))
		header.Shoff = uint32(t.sectionsAt)
		header.Phnum = uint16(t.programs)
		header.Shnum = uint16(t.sections)
		header.Shstrndx = uint16(t.sections - 1)
		return encode(image, header)
	}
	var header elf.Header64
	decode(image, &header)
	header.Entry = t.entry
	header.Phoff = headerSize(image)
	header.Shoff = t.sectionsAt
	header.Phnum = uint16(t.programs)
	header.Shnum = uint16(t.sections)
	header.Shstrndx = uint16(t.sections - 1)
	return encode(image, header)
}

// headerSize is the size of the ELF header.
func headerSize(image *image) uint64 {
	if image.Class == elf.ELFCLASS32 {
		return 52
	}
	return 64
}

// headersSize is the size of the ELF header and the table of segments: these, and the stack.
func headersSize(image *image, segments int) uint64 {
	entry := uint64(56)
	if image.Class == elf.ELFCLASS32 {
		entry = 32
	}
	return headerSize(image) + uint64(segments+1)*entry
}

// encodeTable returns a table of segments or sections as it is in a program of the image's class.
func encodeTable[T elf.Prog64 | elf.Section64](image *image, table []T) []byte {
	var raw bytes.Buffer
	for _, entry := range table {
		if image.Class == elf.ELFCLASS32 {
			raw.Write(encode(image, narrow(entry)))
		} else {
			raw.Write(encode(image, entry))
		}
	}
	return raw.Bytes()
}

// narrow returns an entry of a table in the form of a 32-bit program.
func narrow(entry any) any {
	switch e := entry.(type) {
	case elf.Prog64:
		return elf.Prog32{
			Type:   e.Type,
			Off:    uint32(e.Off),
			Vaddr:  uint32(e.Vaddr),
			Paddr:  uint32(e.Paddr),
			Filesz: uint32(e.Filesz),
			Memsz:  uint32(e.Memsz),
			Flags:  e.Flags,
			Align:  uint32(e.Align),
		}
	case elf.Section64:
		return elf.Section32{
			Name:      e.Name,
			Type:      e.Type,
			Flags:     uint32(e.Flags),
			Addr:      uint32(e.Addr),
			Off:       uint32(e.Off),
			Size:      uint32(e.Size),
			Addralign: uint32(e.Addralign),
		}
	}
	return entry
}

// decode reads the Go linker's ELF header, a structure of debug/elf.
func decode(image *image, header any) {
	if _, err := binary.Decode(image.header, image.ByteOrder, header); err != nil {
		panic(err) // it is too short, and elf.NewFile has read it
	}
}

// encode returns the bytes of a structure of debug/elf.
func encode(image *image, structure any) []byte {
	raw, err := binary.Append(nil, image.ByteOrder, structure)
	if err != nil {
		panic(err) // it has no fixed size
	}
	return raw
}
