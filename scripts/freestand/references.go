package main

import "debug/elf"

// reference is a place in a block that holds an address, in one of several forms.
type reference struct {
	at   int    // in the block; 0 in code that is not moved
	to   uint64 // the address
	form form
}

// form is how a place holds an address. (In an object file it would be the type of a relocation.)
type form int

const (
	// unmovable is a reference in code that is not moved, or a jump too short to leave its
	// function.
	unmovable form = iota

	// absolute is a word: the address itself.
	absolute

	// relative32 is the distance from the end of the instruction, in 32 bits (amd64).
	relative32

	// branch26 is the distance of a B or BL, in 26 bits and units of 4 bytes (arm64).
	branch26

	// pagePair is an ADRP with the distance in pages, and the instruction behind it, an ADD, a load
	// or a store, with the rest (arm64).
	pagePair
)

// movesCode says whether the references in code have forms that can be changed. All that is kept is
// then moved together, into one segment. On the other architectures everything stays where the Go
// linker put it.
func movesCode(image *image) bool {
	return image.Machine == elf.EM_X86_64 || image.Machine == elf.EM_AARCH64
}

// movable says whether the references of a block have forms that can be changed.
func movable(image *image, b block) bool {
	return !b.text || movesCode(image)
}

// references returns what a block refers to. It is unclear if the block calls through a register,
// or uses an address that cannot be read.
func references(image *image, b block) (refs []reference, unclear bool) {
	if !b.text {
		return pointers(image, b)
	}
	switch image.Machine {
	case elf.EM_X86_64:
		return decodeAMD64(b)
	case elf.EM_AARCH64:
		return decodeARM64(b)
	case elf.EM_ARM:
		return inPlace(decodeARM(image, b))
	case elf.EM_386:
		return inPlace(decode386(b))
	case elf.EM_PPC64:
		return inPlace(decodePPC64(image, b))
	case elf.EM_RISCV:
		return inPlace(decodeRISCV64(b))
	case elf.EM_S390:
		return inPlace(decodeS390X(image, b))
	}
	return nil, true
}

// inPlace makes references of the addresses in code that is not moved.
func inPlace(addrs []uint64, unclear bool) (refs []reference, _ bool) {
	for _, addr := range addrs {
		refs = append(refs, reference{to: addr})
	}
	return refs, unclear
}

// pointers returns every aligned word of a block that is an address: it differs between the two
// links, as the place does that it refers to. It is unclear what a word is that differs in another
// way.
func pointers(image *image, b block) (refs []reference, unclear bool) {
	addr, err := image.inSecond(b.addr)
	if err != nil {
		return nil, true
	}
	second, err := image.second.memory(addr, len(b.data))
	if err != nil {
		return nil, true
	}
	size := wordSize(image)
	for at := int(-b.addr % uint64(size)); at+size <= len(b.data); at += size {
		here, there := readWord(image, b.data[at:]), readWord(image, second[at:])
		if here == there {
			continue
		}
		if want, err := image.inSecond(here); err != nil || want != there {
			unclear = true
		}
		refs = append(refs, reference{at, here, absolute})
	}
	return refs, unclear
}

// wordSize is the size of an address in memory.
func wordSize(image *image) int {
	if image.Class == elf.ELFCLASS32 {
		return 4
	}
	return 8
}

func readWord(image *image, from []byte) uint64 {
	if wordSize(image) == 4 {
		return uint64(image.ByteOrder.Uint32(from))
	}
	return image.ByteOrder.Uint64(from)
}

func writeWord(image *image, to []byte, word uint64) {
	if wordSize(image) == 4 {
		image.ByteOrder.PutUint32(to, uint32(word))
	} else {
		image.ByteOrder.PutUint64(to, word)
	}
}
