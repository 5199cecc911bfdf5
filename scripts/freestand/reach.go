package main

import (
	"errors"
	"fmt"
)

// visit is a step of the walk: an address, and the visit of the block that refers to it.
type visit struct {
	addr uint64
	from *visit
	name string // of the block at the address, once the walk is there
}

// reach returns every block that can be reached from the entry point: by a call, a jump, or an
// address in code or data. It fails for each block that breaks a rule, with the way to it.
//
// The walk follows addresses in data, whatever they are for. So it knows the targets of function
// values and of tables of jumps. Calls through a register are refused all the same: PID 1 needs
// none.
func reach(image *image) ([]block, error) {
	var kept []block
	var broken []error
	seen := map[uint64]bool{}
	queue := []*visit{{addr: image.Entry}}
	for len(queue) > 0 {
		here := queue[0]
		queue = queue[1:]
		b, ok := image.block(here.addr)
		if ok && b.size > 0 && here.addr-b.addr >= b.size {
			broken = append(broken, fmt.Errorf("not freestanding: %s -> "+
				"data without a name, behind %s", here.from.way(), b.name))
			continue
		}
		if !ok || seen[b.addr] || neverCalled[plain(b.name)] {
			continue
		}
		seen[b.addr] = true
		here.name = b.name
		kept = append(kept, b)
		if err := refuse(image, b, here.way()); err != nil {
			broken = append(broken, err)
			continue
		}
		refs, unclear := references(image, b)
		if unclear {
			broken = append(broken, fmt.Errorf("not freestanding: %s -> "+
				"a call through a register, or an address that cannot be read", here.way()))
		}
		for _, r := range refs {
			queue = append(queue, &visit{addr: r.to, from: here})
		}
	}
	return kept, errors.Join(broken...)
}

// refuse fails if a block may not be reached.
func refuse(image *image, b block, way string) error {
	switch {
	case !allowed(b):
		return fmt.Errorf("not freestanding: %s", way)
	case !b.text && !foreignVariables[plain(b.name)] && !image.readOnly(b):
		return fmt.Errorf("not freestanding: %s, a variable: "+
			"PID 1 has none, as all its memory except the stack is read-only", way)
	}
	return nil
}

// way is the chain of references from the entry point to here. It names a function once that stands
// there with both calling conventions.
func (v *visit) way() string {
	steps := plain(v.name)
	last := steps
	for v = v.from; v != nil; v = v.from {
		if name := plain(v.name); name != last {
			steps = name + " -> " + steps
			last = name
		}
	}
	return steps
}
