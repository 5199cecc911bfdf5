package main

import (
	"debug/elf"
	"errors"
	"strings"
)

// reach returns every block that can be reached from the entry point: by a call, a jump, or an address that
// code or data holds. It fails at the first function that is not allowed, with the way to it.
//
// A word of data is an address if it changed as that address did when the program was linked again, whatever its
// use, so that tables of jumps and static values of functions are covered. A call through a register is refused all
// the same: PID 1 has no need of one.
func reach(image *image) ([]block, error) {
	type visit struct {
		addr uint64
		from string // the block that refers to it
	}
	var kept []block
	var broken []error
	reachedFrom := map[string]string{}
	seen := map[uint64]bool{}
	queue := []visit{{image.Entry, ""}}
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
		for _, r := range found {
			queue = append(queue, visit{r.to, b.name})
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

// references returns what a block refers to, and whether it uses an address that cannot be read.
func references(image *image, b block) (refs []reference, unclear bool) {
	switch {
	case !b.text:
		return pointers(image, b)
	case image.Machine == elf.EM_X86_64:
		return codeAMD64(b)
	case image.Machine == elf.EM_AARCH64:
		return codeARM64(b)
	case image.Machine == elf.EM_ARM:
		return fixed(codeARM(image, b))
	case image.Machine == elf.EM_386:
		return fixed(code386(b))
	case image.Machine == elf.EM_PPC64:
		return fixed(codePPC64(image, b))
	case image.Machine == elf.EM_RISCV:
		return fixed(codeRISCV64(b))
	case image.Machine == elf.EM_S390:
		return fixed(codeS390X(image, b))
	default:
		return nil, true
	}
}

// pointers returns every aligned word of a block that is an address: that changed as the address did when the
// program was linked again. A word that changed in another way cannot be read.
func pointers(image *image, b block) (refs []reference, unclear bool) {
	size := wordSize(image)
	there, err := image.elsewhere(b.addr)
	if err != nil {
		return nil, true
	}
	again, err := image.again.memory(there, len(b.data))
	if err != nil {
		return nil, true
	}
	for at := int(-b.addr % uint64(size)); at+size <= len(b.data); at += size {
		first, second := readWord(image, b.data[at:]), readWord(image, again[at:])
		if first == second {
			continue
		}
		if want, err := image.elsewhere(first); err != nil || want != second {
			unclear = true
		}
		refs = append(refs, reference{at, first, word})
	}
	return refs, unclear
}
