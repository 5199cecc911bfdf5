package main

import (
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
	segments []segment
	starts   []symbol          // by address; one an address
	places   map[string]uint64 // the address of each symbol whose name is its alone
	again    *image            // the same program, linked at other addresses
}

// segment is a part of memory, with its zeros (bss) written out.
type segment struct {
	elf.ProgHeader
	data []byte
}

type symbol struct {
	name string
	addr uint64
	size uint64
}

// block is a function or a variable: the memory from a symbol to the next.
type block struct {
	name string
	addr uint64
	data []byte
	text bool
}

// load reads a program that was linked, and linked again at other addresses, and the names of its literals.
func load(linked, again, names string) (*image, error) {
	literals, err := readLiterals(names)
	if err != nil {
		return nil, err
	}
	var images [2]*image
	for i, name := range []string{linked, again} {
		image, err := open(name)
		if err != nil {
			return nil, err
		}
		symbols, err := image.Symbols()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		image.name(symbols)
		if err := image.restore(literals); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		images[i] = image
	}
	images[0].again = images[1]
	return images[0], nil
}

// open reads the memory of a program.
func open(name string) (*image, error) {
	file, err := elf.Open(name)
	if err != nil {
		return nil, err
	}
	raw, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer raw.Close()
	image := &image{File: file, header: make([]byte, 64)}
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
	return image, nil
}

// name divides memory by its symbols.
func (image *image) name(symbols []elf.Symbol) {
	byAddr := map[uint64]symbol{}
	image.places = map[string]uint64{}
	several := map[string]bool{}
	for _, s := range symbols {
		if s.Section == elf.SHN_UNDEF {
			continue
		}
		// Of several symbols at an address the one with a size says what is there.
		if _, taken := byAddr[s.Value]; !taken || s.Size > 0 {
			byAddr[s.Value] = symbol{s.Name, s.Value, s.Size}
		}
		if at, taken := image.places[s.Name]; taken && at != s.Value {
			several[s.Name] = true
		}
		image.places[s.Name] = s.Value
	}
	for name := range several {
		delete(image.places, name)
	}
	for _, s := range byAddr {
		image.starts = append(image.starts, s)
	}
	sort.Slice(image.starts, func(i, j int) bool { return image.starts[i].addr < image.starts[j].addr })
}

// elsewhere returns where the linker put, the second time, what it put at an address the first time.
func (image *image) elsewhere(addr uint64) (uint64, error) {
	b, ok := image.block(addr)
	if !ok {
		return 0, fmt.Errorf("%#x is not in memory", addr)
	}
	again, ok := image.again.places[b.name]
	if _, first := image.places[b.name]; !ok || !first {
		return 0, fmt.Errorf("%s at %#x has no name of its own", b.name, addr)
	}
	return again + (addr - b.addr), nil
}

// memory returns a part of memory.
func (image *image) memory(addr uint64, size int) ([]byte, error) {
	for _, s := range image.segments {
		if at := addr - s.Vaddr; addr >= s.Vaddr && at+uint64(size) <= uint64(len(s.data)) {
			return s.data[at : at+uint64(size)], nil
		}
	}
	return nil, fmt.Errorf("%d bytes at %#x are not in memory", size, addr)
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
	data, err := image.memory(s.Addr, int(s.Size))
	return block{name: name, addr: s.Addr, data: data}, err
}
