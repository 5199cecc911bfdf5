package main

import (
	"cmp"
	"debug/elf"
	"fmt"
	"slices"
	"strings"
)

// buildInfo is the section with the information about the build, for 'go version -m' and scanners.
const buildInfo = ".go.buildinfo"

// base is the address of a program that is moved.
const base = 0x400000

// nowhere is an address that nothing is at, for the calls of functions that are never called.
const nowhere = base - 0x1000

// layout says where each block goes.
type layout struct {
	image     *image
	blocks    []placed
	addresses map[uint64]uint64 // the new address of a block, by its old one
}

// placed is a block at its new address, and what it is made from.
type placed struct {
	block
	from block
}

// layOut gives each block its new address, and has its references lead to those of the others. On
// the architectures whose code is not moved, the addresses stay as they are.
func layOut(image *image, kept []block) (*layout, error) {
	info, err := image.section(buildInfo)
	if err != nil {
		return nil, err
	}
	l := &layout{image: image, addresses: map[uint64]uint64{}}
	if movesCode(image) {
		l.compact(info, kept)
	} else {
		l.keep(info, kept)
	}
	to := info
	to.addr = l.addresses[info.addr]
	l.blocks = append(l.blocks, placed{to, info})
	for _, b := range kept {
		to := b
		if movable(image, b) {
			if to, err = relocated(image, b, l.where); err != nil {
				return nil, err
			}
		}
		l.blocks = append(l.blocks, placed{to, b})
	}
	return l, nil
}

// keep leaves the blocks where they are.
func (l *layout) keep(info block, kept []block) {
	l.addresses[info.addr] = info.addr
	for _, b := range kept {
		l.addresses[b.addr] = b.addr
	}
}

// compact puts the blocks side by side, for one segment, as one takes less memory and time than
// two. Behind the headers comes the code, in the order in which it was reached; then the data, in
// the order of the Go linker. Everything except string literals is aligned as it was.
func (l *layout) compact(info block, kept []block) {
	const alignment = 32
	at := base + headersSize(l.image, 1)
	data := []block{info}
	for _, b := range kept {
		if !b.text {
			data = append(data, b)
			continue
		}
		at += -at % alignment
		l.addresses[b.addr] = at
		at += uint64(len(b.data))
	}
	slices.SortFunc(data[1:], func(a, b block) int { return cmp.Compare(a.addr, b.addr) })
	for _, b := range data {
		if !strings.HasPrefix(b.name, literal) {
			at += (b.addr - at) % alignment
		}
		l.addresses[b.addr] = at
		at += uint64(len(b.data))
	}
}

// flags are those of the segment that a block goes into.
func (l *layout) flags(b placed) elf.ProgFlag {
	if b.text || movesCode(l.image) {
		return elf.PF_R | elf.PF_X
	}
	return elf.PF_R
}

// where returns the new address of what was at an address.
func (l *layout) where(addr uint64) (uint64, error) {
	b, ok := l.image.block(addr)
	if !ok {
		return 0, fmt.Errorf("%#x is not in memory", addr)
	}
	if to, ok := l.addresses[b.addr]; ok {
		return to + (addr - b.addr), nil
	}
	if neverCalled[plain(b.name)] {
		return nowhere, nil
	}
	return 0, fmt.Errorf("%s is left out", b.name)
}
