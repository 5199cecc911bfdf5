package main

import (
	"bytes"
	"debug/elf"
	"fmt"
	"os"
	"path/filepath"
	"sort"
)

// image is a linked program: its memory, and the symbols that divide it into blocks.
type image struct {
	*elf.File
	header    []byte // the ELF header
	segments  []segment
	symbols   []symbol          // one at an address, by address
	addresses map[string]uint64 // of each symbol whose name no other symbol has
	second    *image            // the same program, linked at other addresses
	compiled  *compiled         // its packages
}

// segment is a part of memory. Its zeros at the end, which are not in the file, are in its data.
type segment struct {
	elf.ProgHeader
	data []byte
}

// symbol is a name that the linker has given to a place in memory.
type symbol struct {
	name string
	addr uint64
	size uint64
}

// block is a function or a piece of data: the memory from one symbol to the next. Behind what the
// symbol names there may be data without a name, such as that of composite literals.
type block struct {
	name string
	addr uint64
	size uint64 // of what the symbol names; 0 if the symbol does not say
	data []byte
	text bool // it is code
}

// load reads what the script link has left in a directory.
func load(directory string) (*image, error) {
	literals, err := readLiterals(filepath.Join(directory, "names"))
	if err != nil {
		return nil, err
	}
	first, err := openWithSymbols(filepath.Join(directory, "first"), literals)
	if err != nil {
		return nil, err
	}
	first.second, err = openWithSymbols(filepath.Join(directory, "second"), literals)
	if err != nil {
		return nil, err
	}
	first.compiled, err = readCompiled(filepath.Join(directory, "symbols"))
	return first, err
}

// openWithSymbols reads a program that the Go linker has written.
func openWithSymbols(name string, literals []symbol) (*image, error) {
	image, err := open(name)
	if err != nil {
		return nil, err
	}
	symbols, err := image.Symbols()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	image.readSymbols(symbols)
	if err := image.divideLiterals(literals); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return image, nil
}

// open reads the memory of a program.
func open(name string) (*image, error) {
	raw, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	file, err := elf.NewFile(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	image := &image{File: file}
	image.header = raw[:headerSize(image)]
	for _, prog := range file.Progs {
		if prog.Type != elf.PT_LOAD {
			continue
		}
		data := make([]byte, prog.Memsz)
		if _, err := prog.ReadAt(data[:prog.Filesz], 0); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		image.segments = append(image.segments, segment{prog.ProgHeader, data})
	}
	return image, nil
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

// block returns the block that holds an address, if the address is in memory.
func (image *image) block(addr uint64) (block, bool) {
	for _, s := range image.segments {
		if addr < s.Vaddr || addr >= s.Vaddr+uint64(len(s.data)) {
			continue
		}
		b := block{
			name: fmt.Sprintf("%#x", s.Vaddr),
			addr: s.Vaddr,
			text: s.Flags&elf.PF_X != 0,
		}
		end := s.Vaddr + uint64(len(s.data))
		next := sort.Search(len(image.symbols), func(i int) bool {
			return image.symbols[i].addr > addr
		})
		if next < len(image.symbols) {
			end = min(end, image.symbols[next].addr)
		}
		if next > 0 && image.symbols[next-1].addr >= s.Vaddr {
			b.name = image.symbols[next-1].name
			b.addr = image.symbols[next-1].addr
			b.size = image.symbols[next-1].size
		}
		b.data = s.data[b.addr-s.Vaddr : end-s.Vaddr]
		return b, true
	}
	return block{}, false
}

// readOnly says whether the Go linker has put a block into a section that nobody may write to:
// .rodata rather than .data, .noptrdata, .bss or .noptrbss.
func (image *image) readOnly(b block) bool {
	for _, s := range image.Sections {
		if s.Flags&elf.SHF_ALLOC != 0 && b.addr >= s.Addr && b.addr-s.Addr < s.Size {
			return s.Flags&elf.SHF_WRITE == 0
		}
	}
	return false
}

// section returns a whole section as a block.
func (image *image) section(name string) (block, error) {
	s := image.Section(name)
	if s == nil {
		return block{}, fmt.Errorf("no section %s", name)
	}
	data, err := image.memory(s.Addr, int(s.Size))
	return block{name: name, addr: s.Addr, data: data}, err
}
