package main

import (
	"bytes"
	"debug/elf"
	"errors"
	"fmt"
	"slices"
)

// verify reads what was written. Each block must be at its new address, and refer to the new
// addresses of what it referred to, and to nothing else. With its old references it must be what it
// was, to the byte. No memory may be writable.
func verify(output string, layout *layout) error {
	image, err := open(output)
	if err != nil {
		return err
	}
	var broken []error
	for _, p := range layout.blocks {
		data, err := image.memory(p.addr, len(p.data))
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		p.data = data
		broken = append(broken, verifyBlock(layout, p))
	}
	if entry, err := layout.where(layout.image.Entry); err != nil || image.Entry != entry {
		broken = append(broken, fmt.Errorf("the entry point is %#x", image.Entry))
	}
	for _, s := range image.segments {
		if s.Flags&elf.PF_W != 0 {
			broken = append(broken, fmt.Errorf("the segment at %#x is writable", s.Vaddr))
		}
	}
	return errors.Join(broken...)
}

func verifyBlock(layout *layout, p placed) error {
	if p.name == buildInfo || !movable(layout.image, p.from) {
		if !bytes.Equal(p.data, p.from.data) {
			return fmt.Errorf("%s has changed", p.name)
		}
		return nil
	}
	before, _ := references(layout.image, p.from)
	after := referencesNow(layout.image, p, before)
	if len(before) != len(after) {
		return fmt.Errorf("%s had %d references, and has %d", p.name, len(before), len(after))
	}
	var old []uint64
	for i, r := range before {
		old = append(old, r.to)
		var err error
		if r.to, err = layout.where(r.to); err != nil || r != after[i] {
			return fmt.Errorf("%s+%#x refers to %#x: %v", p.name, r.at, after[i].to, err)
		}
	}
	back, err := retargeted(layout.image, p.block, p.from.addr, after, old)
	if err != nil || !bytes.Equal(back.data, p.from.data) {
		return fmt.Errorf("%s has changed: %v", p.name, err)
	}
	return nil
}

// referencesNow returns the references of a block that was written. Those of code are read without
// knowledge of what they were. Those of data are where they were: only the two links tell an
// address from a number.
func referencesNow(image *image, p placed, before []reference) []reference {
	if p.text {
		after, _ := references(image, p.block)
		return after
	}
	after := slices.Clone(before)
	for i, r := range before {
		after[i].to = readWord(image, p.data[r.at:])
	}
	return after
}
