package main

import (
	"bytes"
	"debug/elf"
	"fmt"
	"io"
	"os"
	"sort"
)

// image is a linked program: its memory, and the symbols that divide it into blocks.
type image struct {
	*elf.File
	header   []byte // the ELF header
	entry    uint64
	segments []segment
	starts   []symbol // by address; one an address
}

// segment is a part of memory, with its zeros (bss) written out.
type segment struct {
	elf.ProgHeader
	data []byte
}

type symbol struct {
	name string
	addr uint64
}

// block is a function or a variable: the memory from a symbol to the next.
type block struct {
	name string
	addr uint64
	data []byte
	text bool
}

func load(name string) (*image, error) {
	file, err := elf.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	image := &image{File: file, entry: file.Entry, header: make([]byte, 64)}
	raw, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer raw.Close()
	if _, err := io.ReadFull(raw, image.header); err != nil {
		return nil, err
	}
	image.header = image.header[:headerSize(image)]
	for _, prog := range file.Progs {
		if prog.Type == elf.PT_LOAD {
			data := make([]byte, prog.Memsz)
			if _, err := prog.ReadAt(data[:prog.Filesz], 0); err != nil {
				return nil, err
			}
			image.segments = append(image.segments, segment{prog.ProgHeader, data})
		}
	}
	symbols, err := file.Symbols()
	if err != nil {
		return nil, err
	}
	byAddr := map[uint64]string{}
	for _, s := range symbols {
		// Of several symbols at an address the one with a size says what is there.
		if _, taken := byAddr[s.Value]; s.Section != elf.SHN_UNDEF && (!taken || s.Size > 0) {
			byAddr[s.Value] = s.Name
		}
	}
	for addr, name := range byAddr {
		image.starts = append(image.starts, symbol{name, addr})
	}
	sort.Slice(image.starts, func(i, j int) bool { return image.starts[i].addr < image.starts[j].addr })
	return image, nil
}

// block returns the block that holds an address, if memory does.
func (image *image) block(addr uint64) (block, bool) {
	for _, s := range image.segments {
		if addr < s.Vaddr || addr >= s.Vaddr+uint64(len(s.data)) {
			continue
		}
		b := block{name: fmt.Sprintf("%#x", s.Vaddr), addr: s.Vaddr, text: s.Flags&elf.PF_X != 0}
		end := s.Vaddr + uint64(len(s.data))
		next := sort.Search(len(image.starts), func(i int) bool { return image.starts[i].addr > addr })
		if next < len(image.starts) {
			end = min(end, image.starts[next].addr)
		}
		if next > 0 && image.starts[next-1].addr >= s.Vaddr {
			b.name, b.addr = image.starts[next-1].name, image.starts[next-1].addr
		}
		b.data = s.data[b.addr-s.Vaddr : end-s.Vaddr]
		return b, true
	}
	return block{}, false
}

// section returns the block of a whole section.
func (image *image) section(name string) (block, error) {
	s := image.Section(name)
	if s == nil {
		return block{}, fmt.Errorf("no section %s", name)
	}
	for _, segment := range image.segments {
		if at := s.Addr - segment.Vaddr; s.Addr >= segment.Vaddr && at < uint64(len(segment.data)) {
			return block{name: name, addr: s.Addr, data: bytes.Clone(segment.data[at : at+s.Size])}, nil
		}
	}
	return block{}, fmt.Errorf("section %s is not in memory", name)
}
