package main

import "encoding/binary"

// decodeARM follows B and BL. Every other address is a word between the instructions, which differs
// between the two links as the place does that it refers to. No instruction differs in this way.
// (Arm Architecture Reference Manual for Armv7-A, A5.)
func decodeARM(image *image, b block) (addrs []uint64, unclear bool) {
	for at := 0; at+4 <= len(b.data); at += 4 {
		w := binary.LittleEndian.Uint32(b.data[at:])
		pc := uint32(b.addr) + uint32(at) + 8 // as an instruction sees it
		switch {
		case w&0x0e000000 == 0x0a000000: // B, BL
			distance := int32(w<<8) >> 6
			addrs = append(addrs, uint64(pc+uint32(distance)))
		case w&0x0ffffff0 == 0x012fff30: // BLX of a register
			unclear = true
		}
	}
	words, strange := pointers(image, b)
	for _, word := range words {
		addrs = append(addrs, word.to)
	}
	return addrs, unclear || strange
}
