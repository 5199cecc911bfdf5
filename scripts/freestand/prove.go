package main

import (
	"bytes"
	"errors"
	"fmt"
)

// prove shows that the references of the kept blocks are right: that they are all there are, and
// that each is a reference. In the second link every function is at another distance from
// everything else. A block that is moved to its place there, with its references, must be what the
// Go linker has written there, to the byte. A reference that was overlooked would differ, and so
// would a number that was taken for one.
func prove(image *image, kept []block) error {
	var broken []error
	for _, b := range kept {
		if movable(image, b) {
			broken = append(broken, proveBlock(image, b), proveDistances(image, b))
		}
	}
	return errors.Join(broken...)
}

func proveBlock(image *image, b block) error {
	got, err := relocated(image, b, image.inSecond)
	if err != nil {
		return fmt.Errorf("not understood: %w", err)
	}
	want, err := image.second.memory(got.addr, len(b.data))
	if err != nil {
		return fmt.Errorf("not understood: %s: %w", b.name, err)
	}
	if !bytes.Equal(got.data, want) {
		return fmt.Errorf("not understood: %s+%#x refers to something in a way that is not known",
			b.name, mismatch(got.data, want))
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

// proveDistances shows that no reference could stay as it is when its block is moved. In the second
// link data must be at another address, as the references in data are addresses. A function must
// also be at another distance from everything else, by a page or more.
func proveDistances(image *image, b block) error {
	const page = 0x1000
	there, err := image.inSecond(b.addr)
	if err != nil {
		return fmt.Errorf("not understood: %w", err)
	}
	if there == b.addr {
		return fmt.Errorf("not understood: both links have %s at %#x", b.name, b.addr)
	}
	if !b.text {
		return nil
	}
	for _, s := range image.symbols {
		if s.size == 0 || s.addr == b.addr {
			continue
		}
		other, err := image.inSecond(s.addr)
		if err != nil {
			return fmt.Errorf("not understood: %w", err)
		}
		if change := int64((other - there) - (s.addr - b.addr)); change > -page && change < page {
			return fmt.Errorf("not understood: both links have %s at about the same distance "+
				"from %s", b.name, s.name)
		}
	}
	return nil
}
