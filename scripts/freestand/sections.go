package main

import (
	"debug/elf"
	"strings"
)

// sectionNames are the names in the table of sections.
const sectionNames = "\x00.text\x00.rodata\x00" + buildInfo + "\x00.shstrtab\x00"

// sectionTable describes the blocks, for tools such as objdump: the kernel reads no sections.
// Blocks of one kind side by side are one section. The names of the sections are at an offset of
// the file.
func sectionTable(segments []*outputSegment, namesAt uint64) []elf.Section64 {
	sections := []elf.Section64{{}}
	for _, s := range segments {
		for _, b := range s.blocks {
			section := sectionOf(s, b)
			last := &sections[len(sections)-1]
			if last.Name == section.Name && last.Addr >= s.addr {
				last.Size = section.Addr + section.Size - last.Addr
			} else {
				sections = append(sections, section)
			}
		}
	}
	return append(sections, elf.Section64{
		Name:      nameAt(".shstrtab"),
		Type:      uint32(elf.SHT_STRTAB),
		Off:       namesAt,
		Size:      uint64(len(sectionNames)),
		Addralign: 1,
	})
}

// sectionOf returns a section of one block.
func sectionOf(s *outputSegment, b placed) elf.Section64 {
	name := ".rodata"
	flags := elf.SHF_ALLOC
	switch {
	case b.text:
		name = ".text"
		flags |= elf.SHF_EXECINSTR
	case b.name == buildInfo:
		name = buildInfo
	}
	return elf.Section64{
		Name:      nameAt(name),
		Type:      uint32(elf.SHT_PROGBITS),
		Flags:     uint64(flags),
		Addr:      b.addr,
		Off:       s.offset + (b.addr - s.addr),
		Size:      uint64(len(b.data)),
		Addralign: 1,
	}
}

// nameAt is where a name begins in sectionNames.
func nameAt(name string) uint32 {
	return uint32(strings.Index(sectionNames, "\x00"+name+"\x00") + 1)
}
