package main

import (
	"cmp"
	"debug/elf"
	"fmt"
	"slices"
)

// readSymbols divides memory by its symbols.
func (image *image) readSymbols(symbols []elf.Symbol) {
	byAddr := map[uint64]symbol{}
	image.addresses = map[string]uint64{}
	ambiguous := map[string]bool{}
	for _, s := range symbols {
		if s.Section == elf.SHN_UNDEF {
			continue
		}
		// Of several symbols at an address, the one with a size says what is there.
		if _, taken := byAddr[s.Value]; !taken || s.Size > 0 {
			byAddr[s.Value] = symbol{s.Name, s.Value, s.Size}
		}
		if addr, taken := image.addresses[s.Name]; taken && addr != s.Value {
			ambiguous[s.Name] = true
		}
		image.addresses[s.Name] = s.Value
	}
	for name := range ambiguous {
		delete(image.addresses, name)
	}
	for _, s := range byAddr {
		image.symbols = append(image.symbols, s)
	}
	image.sortSymbols()
}

func (image *image) sortSymbols() {
	slices.SortFunc(image.symbols, func(a, b symbol) int { return cmp.Compare(a.addr, b.addr) })
}

// inSecond returns the address in the second link of what is at an address in the first.
func (image *image) inSecond(addr uint64) (uint64, error) {
	b, ok := image.block(addr)
	if !ok {
		return 0, fmt.Errorf("%#x is not in memory", addr)
	}
	_, ok = image.addresses[b.name]
	start, found := image.second.addresses[b.name]
	if !ok || !found {
		return 0, fmt.Errorf("%s at %#x has no name of its own", b.name, addr)
	}
	return start + (addr - b.addr), nil
}
