package main

import (
	"bytes"
	"cmp"
	"debug/elf"
	"encoding/binary"
	"os"
	"slices"
)

// piece is a part of memory in the output, a segment: whole pages, of which the bytes from addr on are given.
// What is not kept between two blocks is zero.
type piece struct {
	addr   uint64
	data   []byte
	flags  elf.ProgFlag
	offset uint64 // in the file
	blocks []placed
}

// write writes an executable of the blocks, each at its new address. Nothing in memory is writable but the
// stack: a program with no state of its own needs no more.
func write(output string, layout *layout) error {
	image := layout.image
	entry, err := layout.where(image.Entry)
	if err != nil {
		return err
	}
	pieces := divide(layout)
	size := place(image, pieces)

	names := []byte("\x00.text\x00.rodata\x00.go.buildinfo\x00.shstrtab\x00")
	name := func(s string) uint32 { return uint32(bytes.Index(names, []byte("\x00"+s+"\x00")) + 1) }
	sections := []elf.Section64{{}}
	var programs []elf.Prog64
	for _, p := range pieces {
		n := uint64(len(p.data))
		programs = append(programs, elf.Prog64{
			Type: uint32(elf.PT_LOAD), Flags: uint32(p.flags), Off: p.offset,
			Vaddr: p.addr, Paddr: p.addr, Filesz: n, Memsz: n, Align: align(image),
		})
		for _, b := range p.blocks {
			kind, flags := ".rodata", elf.SHF_ALLOC
			if b.text {
				kind, flags = ".text", elf.SHF_ALLOC|elf.SHF_EXECINSTR
			} else if b.name == buildInfo {
				kind = buildInfo
			}
			section := elf.Section64{
				Name: name(kind), Type: uint32(elf.SHT_PROGBITS), Flags: uint64(flags),
				Addr: b.addr, Off: p.offset + b.addr - p.addr, Size: uint64(len(b.data)), Addralign: 1,
			}
			if last := &sections[len(sections)-1]; last.Name == section.Name && last.Addr >= p.addr {
				last.Size = section.Addr + section.Size - last.Addr
			} else {
				sections = append(sections, section)
			}
		}
	}
	programs = append(programs, elf.Prog64{Type: uint32(elf.PT_GNU_STACK), Flags: uint32(elf.PF_R | elf.PF_W), Align: 8})
	sections = append(sections, elf.Section64{
		Name: name(".shstrtab"), Type: uint32(elf.SHT_STRTAB), Off: size,
		Size: uint64(len(names)), Addralign: 1,
	})

	file := make([]byte, size)
	for _, p := range pieces {
		copy(file[p.offset:], p.data)
	}
	file = append(file, names...)
	file = append(file, make([]byte, -len(file)&7)...)
	copy(file, header(image, entry, len(programs), len(sections), len(file)))
	var table []byte
	for _, p := range programs {
		table = encode(image, table, p)
	}
	copy(file[headerSize(image):], table)
	for _, s := range sections {
		file = encode(image, file, s)
	}
	if err := os.WriteFile(output, file, 0o755); err != nil {
		return err
	}
	return os.Chmod(output, 0o755) // whatever the umask
}

// divide lays the blocks into pieces that have no page in common. In a compact program the first begins with room
// for the headers.
func divide(layout *layout) (pieces []*piece) {
	blocks := slices.SortedFunc(slices.Values(layout.blocks), func(a, b placed) int { return cmp.Compare(a.addr, b.addr) })
	page := align(layout.image)
	for _, b := range blocks {
		flags := layout.flags(b)
		var last *piece
		if len(pieces) > 0 {
			last = pieces[len(pieces)-1]
		}
		if last == nil || b.addr/page > (last.addr+uint64(len(last.data))-1)/page+1 || last.flags != flags {
			last = &piece{addr: b.addr, flags: flags}
			pieces = append(pieces, last)
		}
		if gap := int(b.addr-last.addr) - len(last.data); gap >= 0 {
			last.data = append(append(last.data, make([]byte, gap)...), b.data...)
			last.blocks = append(last.blocks, b)
		}
	}
	if first := pieces[0]; compacts(layout.image) {
		first.data = append(make([]byte, first.addr%page), first.data...)
		first.addr -= first.addr % page
	}
	return pieces
}

// place finds room in the file for each piece: the headers are in the first, or before all. A piece's offset and
// its address must be the same within a page, so that gaps arise; a later piece may fit into one. It returns the
// file's size.
func place(image *image, pieces []*piece) (size uint64) {
	page := align(image)
	var taken []*piece
	if pieces[0].addr%page != 0 {
		size = headersSize(image, len(pieces))
		taken = append(taken, &piece{data: make([]byte, size)})
	}
	for _, p := range pieces {
		p.offset = p.addr % page
		for collides(p, taken) {
			p.offset += page
		}
		taken = append(taken, p)
		size = max(size, p.offset+uint64(len(p.data)))
	}
	return size
}

func collides(p *piece, taken []*piece) bool {
	for _, t := range taken {
		if p.offset < t.offset+uint64(len(t.data)) && t.offset < p.offset+uint64(len(p.data)) {
			return true
		}
	}
	return false
}

// align is the size of the largest page that the program may meet.
func align(image *image) uint64 { return image.segments[0].Align }

func headerSize(image *image) uint64 {
	if image.Class == elf.ELFCLASS32 {
		return 52
	}
	return 64
}

// headersSize is the size of the ELF header and of those of the pieces and the stack.
func headersSize(image *image, pieces int) uint64 {
	program := uint64(56)
	if image.Class == elf.ELFCLASS32 {
		program = 32
	}
	return headerSize(image) + uint64(pieces+1)*program
}

// header is the linker's ELF header, with the places of the entry point and the tables changed.
func header(image *image, entry uint64, programs, sections, sectionsAt int) []byte {
	raw := bytes.Clone(image.header)
	if image.Class == elf.ELFCLASS32 {
		image.ByteOrder.PutUint32(raw[24:], uint32(entry))
		image.ByteOrder.PutUint32(raw[28:], uint32(headerSize(image)))
		image.ByteOrder.PutUint32(raw[32:], uint32(sectionsAt))
		image.ByteOrder.PutUint16(raw[44:], uint16(programs))
		image.ByteOrder.PutUint16(raw[48:], uint16(sections))
		image.ByteOrder.PutUint16(raw[50:], uint16(sections-1))
		return raw
	}
	image.ByteOrder.PutUint64(raw[24:], entry)
	image.ByteOrder.PutUint64(raw[32:], headerSize(image))
	image.ByteOrder.PutUint64(raw[40:], uint64(sectionsAt))
	image.ByteOrder.PutUint16(raw[56:], uint16(programs))
	image.ByteOrder.PutUint16(raw[60:], uint16(sections))
	image.ByteOrder.PutUint16(raw[62:], uint16(sections-1))
	return raw
}

// encode appends a table's entry, in the form of the program's class.
func encode(image *image, to []byte, entry any) []byte {
	if image.Class == elf.ELFCLASS32 {
		switch e := entry.(type) {
		case elf.Prog64:
			entry = elf.Prog32{
				Type: e.Type, Off: uint32(e.Off), Vaddr: uint32(e.Vaddr), Paddr: uint32(e.Paddr),
				Filesz: uint32(e.Filesz), Memsz: uint32(e.Memsz), Flags: e.Flags, Align: uint32(e.Align),
			}
		case elf.Section64:
			entry = elf.Section32{
				Name: e.Name, Type: e.Type, Flags: uint32(e.Flags), Addr: uint32(e.Addr),
				Off: uint32(e.Off), Size: uint32(e.Size), Addralign: uint32(e.Addralign),
			}
		}
	}
	to, err := binary.Append(to, image.ByteOrder, entry)
	if err != nil {
		panic(err)
	}
	return to
}
