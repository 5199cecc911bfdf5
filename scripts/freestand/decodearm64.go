package main

import "encoding/binary"

// decodeARM64 follows B, BL, and the addresses that an ADRP makes with the ADD, load or store
// behind it: the Go linker puts these in pairs. (Arm Architecture Reference Manual for A-profile,
// C4.1.)
func decodeARM64(b block) (refs []reference, unclear bool) {
	const none = 32
	register := uint32(none) // what the ADRP before has set
	page := uint64(0)        // what it has set it to
	for at := 0; at+4 <= len(b.data); at += 4 {
		w := binary.LittleEndian.Uint32(b.data[at:])
		pc := b.addr + uint64(at)
		paired := w>>5&31 == register
		register = none
		switch {
		case paired && (isADD(w) || isLoadOrStore(w)):
			rest := uint64(w>>10&0xfff) << scale(w)
			refs = append(refs, reference{at - 4, page + rest, pagePair})
		case w&0x7c000000 == 0x14000000: // B, BL
			distance := int64(int32(w<<6)) >> 4
			refs = append(refs, reference{at, pc + uint64(distance), branch26})
		case w&0x9f000000 == 0x90000000: // ADRP
			pages := int64(int32(w<<8)>>13)<<2 | int64(w>>29&3)
			page = pc&^0xfff + uint64(pages<<12)
			register = w & 31
		case w&0x9f000000 == 0x10000000: // ADR
			unclear = true
		case w&0x3b000000 == 0x18000000: // load of a constant between the instructions
			unclear = true
		case w&0xfefff000 == 0xd63f0000: // BLR, BLRAA, BLRAB, BLRAAZ, BLRABZ
			unclear = true
		}
	}
	return refs, unclear
}

// isADD says whether an instruction is an ADD of a number that is not shifted.
func isADD(w uint32) bool {
	return w&0x7fc00000 == 0x11000000
}

// isLoadOrStore says whether an instruction is a load or a store at a register plus a number.
func isLoadOrStore(w uint32) bool {
	return w&0x3b000000 == 0x39000000
}

// scale is the power of two that an ADD, a load or a store multiplies its number with.
func scale(w uint32) uint32 {
	switch {
	case isADD(w):
		return 0
	case w&0x04800000 == 0x04800000: // of a 128-bit register
		return 4
	}
	return w >> 30
}

// withBranch returns a B or BL with another target.
func withBranch(w uint32, place, target uint64) uint32 {
	return w&^0x3ffffff | uint32(target-place)>>2&0x3ffffff
}

// withPage returns an ADRP with another target.
func withPage(w uint32, place, target uint64) uint32 {
	pages := uint32((target&^0xfff - place&^0xfff) >> 12)
	return w&^0x60ffffe0 | pages&3<<29 | pages>>2&0x7ffff<<5
}

// withRest returns the ADD, load or store behind an ADRP with another target.
func withRest(w uint32, target uint64) uint32 {
	return w&^0x3ffc00 | uint32(target&0xfff)>>scale(w)<<10
}
