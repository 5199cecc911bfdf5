package main

import (
	"bytes"
	"debug/elf"
	"errors"
	"fmt"
	"slices"
)

// prove shows that the references of the kept blocks are all there are, and what they are taken for. The linker
// has laid the same program out a second time, with every function at another distance from everything else. A
// block that is moved there with its references must be the one that the linker has written there, to the byte:
// a reference that was not seen, or a number taken for one, would differ.
func prove(image *image, kept []block) error {
	var broken []error
	for _, b := range kept {
		if movable(image, b) {
			broken = append(broken, proveBlock(image, b), apart(image, b))
		}
	}
	return errors.Join(broken...)
}

func proveBlock(image *image, b block) error {
	got, err := moved(image, b, image.elsewhere)
	if err != nil {
		return err
	}
	want, err := image.again.memory(got.addr, len(b.data))
	if err != nil {
		return fmt.Errorf("%s: %w", b.name, err)
	}
	if !bytes.Equal(got.data, want) {
		return fmt.Errorf("%s+%#x refers to something in a way that is not known", b.name, mismatch(got.data, want))
	}
	return nil
}

// mismatch is where two slices of the same length begin to differ.
func mismatch(a, b []byte) (at int) {
	for at < len(a) && a[at] == b[at] {
		at++
	}
	return at
}

// apart shows that the second time a function is at another distance from everything else, by a page or more, so
// that no reference of it could stay as it is; and that data, whose references are addresses, is elsewhere.
func apart(image *image, b block) error {
	there, err := image.elsewhere(b.addr)
	if err != nil || there == b.addr {
		return fmt.Errorf("%s is where it was: %v", b.name, err)
	}
	for _, s := range image.starts {
		if !b.text || s.size == 0 || s.addr == b.addr {
			continue
		}
		other, err := image.elsewhere(s.addr)
		if err != nil {
			return err
		}
		if change := int64((other - there) - (s.addr - b.addr)); change > -0x1000 && change < 0x1000 {
			return fmt.Errorf("%s is at much the same distance from %s", b.name, s.name)
		}
	}
	return nil
}

// verify reads what was written. At its new address each block must refer to the new addresses of what it
// referred to, and to nothing else; and with its old references, be what it was, to the byte.
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
	after := slices.Clone(before)
	if p.text {
		after, _ = references(layout.image, p.block)
	} else {
		for i, r := range before {
			after[i].to = readWord(layout.image, p.data[r.at:])
		}
	}
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
	back, err := repointed(layout.image, p.block, p.from.addr, after, old)
	if err != nil || !bytes.Equal(back.data, p.from.data) {
		return fmt.Errorf("%s has changed: %v", p.name, err)
	}
	return nil
}
