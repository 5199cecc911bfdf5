package main

import (
	"debug/elf"
	"errors"
	"strings"
)

// reach returns every block that can be reached from the entry point: by a call, a jump, or an address that
// code or data holds. It fails at the first function that is not allowed, with the way to it.
//
// An address that data holds is taken for a reference whatever its use, so that tables of jumps and
// static values of functions are covered. A call through a register is refused all the same: PID 1 has
// no need of one.
func reach(image *image) ([]block, error) {
	type visit struct {
		addr uint64
		from string // the block that refers to it
	}
	var kept []block
	var broken []error
	reachedFrom := map[string]string{}
	seen := map[uint64]bool{}
	queue := []visit{{image.entry, ""}}
	for len(queue) > 0 {
		next := queue[0]
		queue = queue[1:]
		b, ok := image.block(next.addr)
		if !ok || seen[b.addr] || neverTaken[plain(b.name)] {
			continue
		}
		seen[b.addr] = true
		reachedFrom[b.name] = next.from
		kept = append(kept, b)
		if !allowed(b.name) {
			broken = append(broken, errors.New(way(reachedFrom, b.name)))
			continue
		}
		found, unclear := references(image, b)
		if unclear {
			broken = append(broken, errors.New(way(reachedFrom, b.name)+" -> a call through a register, or an address that cannot be read"))
		}
		for _, addr := range found {
			queue = append(queue, visit{addr, b.name})
		}
	}
	return kept, errors.Join(broken...)
}

// way is the chain of references from the entry point to a block.
func way(reachedFrom map[string]string, name string) string {
	steps := []string{name}
	for reachedFrom[name] != "" {
		name = reachedFrom[name]
		steps = append([]string{name}, steps...)
	}
	return strings.Join(steps, " -> ")
}

// references returns the addresses that a block refers to, and whether it uses one that cannot be read.
func references(image *image, b block) (addrs []uint64, unclear bool) {
	switch {
	case b.name == stringData:
		return nil, false
	case !b.text:
		return pointers(image, b), false
	case image.Machine == elf.EM_X86_64:
		return codeAMD64(b)
	case image.Machine == elf.EM_AARCH64:
		return codeARM64(b)
	case image.Machine == elf.EM_ARM:
		return codeARM(image, b)
	case image.Machine == elf.EM_386:
		return code386(b)
	case image.Machine == elf.EM_PPC64:
		return codePPC64(image, b)
	case image.Machine == elf.EM_RISCV:
		return codeRISCV64(b)
	case image.Machine == elf.EM_S390:
		return codeS390X(image, b)
	default:
		return nil, true
	}
}

// pointers returns every aligned word of a block.
func pointers(image *image, b block) (addrs []uint64) {
	size := uint64(8)
	if image.Class == elf.ELFCLASS32 {
		size = 4
	}
	for at := -b.addr % size; at+size <= uint64(len(b.data)); at += size {
		if size == 8 {
			addrs = append(addrs, image.ByteOrder.Uint64(b.data[at:]))
		} else {
			addrs = append(addrs, uint64(image.ByteOrder.Uint32(b.data[at:])))
		}
	}
	return addrs
}
