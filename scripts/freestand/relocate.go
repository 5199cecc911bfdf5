package main

import (
	"bytes"
	"fmt"
)

// relocated returns a block as it has to be at its new address, with its references to new
// addresses. The function where maps an old address to a new one.
func relocated(image *image, b block, where func(uint64) (uint64, error)) (block, error) {
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
	return retargeted(image, b, addr, refs, targets)
}

// retargeted returns a block as it has to be at an address, with its references to these targets.
func retargeted(
	image *image, b block, addr uint64, refs []reference, targets []uint64,
) (block, error) {
	to := b
	to.addr = addr
	to.data = bytes.Clone(b.data)
	for i, r := range refs {
		if err := retarget(image, b, to, r, targets[i]); err != nil {
			return b, err
		}
	}
	return to, nil
}

// retarget changes a reference from its target in one block to another target in a copy of the
// block.
func retarget(image *image, from, to block, r reference, target uint64) error {
	field := to.data[r.at:]
	place := to.addr + uint64(r.at)
	change := (target - r.to) - (to.addr - from.addr) // of the distance
	order := image.ByteOrder
	switch r.form {
	case unmovable:
		if change != 0 {
			return fmt.Errorf("%s+%#x: a jump too short to be changed", from.name, r.at)
		}
	case absolute:
		writeWord(image, field, target)
	case relative32:
		order.PutUint32(field, order.Uint32(field)+uint32(change))
	case branch26:
		order.PutUint32(field, withBranch(order.Uint32(field), place, target))
	case pagePair:
		order.PutUint32(field, withPage(order.Uint32(field), place, target))
		order.PutUint32(field[4:], withRest(order.Uint32(field[4:]), target))
	}
	return nil
}
