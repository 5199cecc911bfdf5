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

// layout says where each block goes.
type layout struct {
	image  *image
	blocks []placed
	places map[uint64]uint64 // of a block: its new address
}

// placed is a block at its new address, and where it comes from.
type placed struct {
	block
	from block
}

// base is where a program that is moved begins; nowhere is an address that nothing is at, for the calls that are
// never taken.
const (
	base    = 0x400000
	nowhere = base - 0x1000
)

// layOut gives each block its new address, and makes the references in it lead to those of the others. On the
// architectures whose code is not moved, everything stays where it is.
func layOut(image *image, kept []block) (*layout, error) {
	info, err := image.section(buildInfo)
	if err != nil {
		return nil, err
	}
	l := &layout{image: image, places: map[uint64]uint64{}}
	if compacts(image) {
		l.compact(info, kept)
	} else {
		for _, b := range append(kept, info) {
			l.places[b.addr] = b.addr
		}
	}
	l.blocks = append(l.blocks, placed{block{info.name, l.places[info.addr], info.data, false}, info})
	for _, b := range kept {
		to := b
		if movable(image, b) {
			if to, err = moved(image, b, l.where); err != nil {
				return nil, err
			}
		}
		l.blocks = append(l.blocks, placed{to, b})
	}
	return l, nil
}

// compact lays the blocks side by side, for one segment, which measures better than two: behind the headers the
// code, in the order in which it was reached, then the data, in the order of the linker. The code and the
// variables are aligned as they were.
func (l *layout) compact(info block, kept []block) {
	at := base + headersSize(l.image, 1)
	var data []block
	for _, b := range kept {
		if !b.text {
			data = append(data, b)
			continue
		}
		at += -at % 32
		l.places[b.addr] = at
		at += uint64(len(b.data))
	}
	slices.SortFunc(data, func(a, b block) int { return cmp.Compare(a.addr, b.addr) })
	for _, b := range slices.Insert(data, 0, info) {
		if !strings.HasPrefix(b.name, literal) {
			at += (b.addr - at) % 32
		}
		l.places[b.addr] = at
		at += uint64(len(b.data))
	}
}

// flags are those of the segment that a block goes into.
func (l *layout) flags(b placed) elf.ProgFlag {
	if b.text || compacts(l.image) {
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
	if to, ok := l.places[b.addr]; ok {
		return to + (addr - b.addr), nil
	}
	if neverTaken[plain(b.name)] {
		return nowhere, nil
	}
	return 0, fmt.Errorf("%s is left out", b.name)
}
