package main

import (
	"bytes"
	"debug/elf"
	"fmt"
)

// reference is a place in a block that holds an address, in one of several forms.
type reference struct {
	at   int    // in the block
	to   uint64 // the address
	form form
}

type form int

const (
	short      form = iota // of code that is not moved, or a jump too short to leave its function
	word                   // the address
	relative               // 32 bits, from the end of the instruction (amd64)
	branch                 // 26 bits of a B or BL, in units of 4 bytes (arm64)
	pageAndLow             // the page's distance in an ADRP, the rest in the instruction behind it (arm64)
)

// compacts says whether code can be moved, so that the program becomes a compact one.
func compacts(image *image) bool {
	return image.Machine == elf.EM_X86_64 || image.Machine == elf.EM_AARCH64
}

// movable says whether the references of a block have forms that can be changed.
func movable(image *image, b block) bool { return !b.text || compacts(image) }

// moved returns a block as it has to be at another address, when what it refers to is elsewhere, too.
func moved(image *image, b block, where func(uint64) (uint64, error)) (block, error) {
	addr, err := where(b.addr)
	if err != nil {
		return b, err
	}
	refs, _ := references(image, b)
	var targets []uint64
	for _, r := range refs {
		target, err := where(r.to)
		if err != nil {
			return b, fmt.Errorf("%s+%#x: %w", b.name, r.at, err)
		}
		targets = append(targets, target)
	}
	return repointed(image, b, addr, refs, targets)
}

// repointed returns a block as it has to be at an address, with its references to these targets.
func repointed(image *image, b block, addr uint64, refs []reference, targets []uint64) (block, error) {
	to := b
	to.addr, to.data = addr, bytes.Clone(b.data)
	for i, r := range refs {
		field, pc := to.data[r.at:], addr+uint64(r.at)
		change := (targets[i] - r.to) - (addr - b.addr) // of the distance
		switch r.form {
		case short:
			if change != 0 {
				return b, fmt.Errorf("%s+%#x: a jump too short to be changed", b.name, r.at)
			}
		case word:
			writeWord(image, field, targets[i])
		case relative:
			image.ByteOrder.PutUint32(field, image.ByteOrder.Uint32(field)+uint32(change))
		case branch:
			instruction := image.ByteOrder.Uint32(field)
			image.ByteOrder.PutUint32(field, instruction&^0x3ffffff|uint32(targets[i]-pc)>>2&0x3ffffff)
		case pageAndLow:
			pages := uint32((targets[i]&^0xfff - pc&^0xfff) >> 12)
			adrp, low := image.ByteOrder.Uint32(field), image.ByteOrder.Uint32(field[4:])
			image.ByteOrder.PutUint32(field, adrp&^0x60ffffe0|pages&3<<29|pages>>2&0x7ffff<<5)
			image.ByteOrder.PutUint32(field[4:], low&^0x3ffc00|uint32(targets[i]&0xfff)>>scale(low)<<10)
		}
	}
	return to, nil
}

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
