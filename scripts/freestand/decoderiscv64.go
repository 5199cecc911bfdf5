package main

import "encoding/binary"

// decodeRISCV64 follows JAL, branches, and the addresses that an AUIPC makes with the ADDI, load,
// store or JALR behind it: the Go linker puts these in pairs. There are no other addresses, as LUI
// only makes numbers. Compressed instructions refer to nothing except by a jump, and the toolchain
// does not compress jumps. (The RISC-V Instruction Set Manual, volume I, chapters 27 and 35.)
func decodeRISCV64(b block) (addrs []uint64, unclear bool) {
	const none = 32
	register := uint32(none) // what the AUIPC before has set
	base := uint64(0)        // what it has set it to
	for at, size := 0, 0; at+2 <= len(b.data); at += size {
		var w uint32
		w, size = instructionRISCV64(b.data[at:])
		pc := b.addr + uint64(at)
		pending, paired := register < none, w>>15&31 == register
		register = none
		number := uint64(int64(int32(w) >> 20)) // of an ADDI, a load or JALR
		stored := number&^31 | uint64(w>>7&31)  // of a store
		switch opcode := w & 0x7f; {
		case size == 2:
			unclear = unclear || pending || jumpsCompressed(w) || w&3 == 3
		case paired && (w&0x707f == 0x13 || opcode == 0x03 || opcode == 0x07 || opcode == 0x67):
			addrs = append(addrs, base+number) // ADDI, loads, JALR
		case paired && (opcode == 0x23 || opcode == 0x27): // stores
			addrs = append(addrs, base+stored)
		case pending:
			unclear = true
		case opcode == 0x17: // AUIPC
			base = pc + uint64(int64(int32(w&^0xfff)))
			register = w >> 7 & 31
		case opcode == 0x6f: // JAL
			addrs = append(addrs, pc+distanceJAL(w))
		case opcode == 0x63: // branches
			addrs = append(addrs, pc+(stored&^0x801|uint64(w<<4&0x800)))
		case opcode == 0x67 && w>>7&31 != 0: // JALR that links
			unclear = true
		case w&0x1f == 0x1f: // longer than four bytes
			unclear = true
		}
	}
	return addrs, unclear || register < none
}

// instructionRISCV64 reads an instruction and its size. One that is cut off has size 2, and ends as
// a longer one would.
func instructionRISCV64(data []byte) (w uint32, size int) {
	w = uint32(binary.LittleEndian.Uint16(data))
	if w&3 == 3 && len(data) >= 4 {
		return binary.LittleEndian.Uint32(data), 4
	}
	return w, 2
}

// jumpsCompressed says whether a compressed instruction is C.J, C.BEQZ, C.BNEZ or C.JALR.
func jumpsCompressed(w uint32) bool {
	return w&3 == 1 && w>>13 >= 5 || w&0xf07f == 0x9002 && w != 0x9002
}

// distanceJAL is the distance of a JAL, whose bits are not in their order.
func distanceJAL(w uint32) uint64 {
	sign := int64(int32(w)>>31) << 20
	return uint64(sign | int64(w&0xff000|w>>9&0x800|w>>20&0x7fe))
}
