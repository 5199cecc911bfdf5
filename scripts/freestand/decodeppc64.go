package main

// decodePPC64 follows branches, and the addresses that an ADDIS of zero makes with the ADDI, load
// or store behind it: the Go linker puts these in pairs. It refuses addresses relative to the table
// of contents or to the instruction, which a program at fixed addresses does not use. (Power ISA,
// book I, 1.6 and 2.4.)
func decodePPC64(image *image, b block) (addrs []uint64, unclear bool) {
	const none = 32
	register := uint32(none) // what the ADDIS before has set
	base := uint64(0)        // what it has set it to
	for at := 0; at+4 <= len(b.data); at += 4 {
		w := image.ByteOrder.Uint32(b.data[at:])
		pc := b.addr + uint64(at)
		source := w >> 16 & 31
		number := uint64(int64(int16(w)))
		pending, paired := register < none, source == register
		register = none
		switch opcode := w >> 26; {
		case paired && (opcode == 14 || opcode >= 32 && opcode <= 55): // ADDI, loads, stores
			addrs = append(addrs, base+number)
		case paired && (opcode == 58 || opcode == 62): // 64-bit loads and stores
			addrs = append(addrs, base+number&^3) // the lowest bits are part of the opcode
		case paired && (opcode == 57 || opcode == 61): // loads and stores of vectors
			unclear = true
		case opcode == 1: // an instruction of eight bytes
			unclear = true
		case opcode == 15 && source == 2: // ADDIS of the table of contents
			unclear = true
		case opcode == 15 && source == 0: // ADDIS of zero
			base = number << 16
			register = w >> 21 & 31
		case opcode == 18 && w&2 == 0: // B, BL
			distance := int64(int32(w<<6)) >> 6
			addrs = append(addrs, pc+uint64(distance)&^3)
		case opcode == 16 && w&3 == 0: // BC
			addrs = append(addrs, pc+number)
		case opcode == 16, opcode == 18: // BC and B that link or are absolute
			unclear = true
		case opcode == 19 && w&1 != 0 && w>>1&31 == 16: // BCLRL, BCCTRL
			unclear = true
		}
		if _, isAddress := image.block(base); pending && !paired && isAddress {
			unclear = true
		}
	}
	return addrs, unclear
}
