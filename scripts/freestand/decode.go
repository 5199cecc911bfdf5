package main

import (
	"encoding/binary"

	"golang.org/x/arch/x86/x86asm"
)

// fixed makes references of addresses in code that stays where it is.
func fixed(addrs []uint64, unclear bool) (refs []reference, _ bool) {
	for _, addr := range addrs {
		refs = append(refs, reference{to: addr})
	}
	return refs, unclear
}

// code386 follows relative calls and jumps, absolute addresses, and immediate values, and refuses what the decoder
// does not know.
func code386(b block) (addrs []uint64, unclear bool) {
	for at := 0; at < len(b.data); {
		inst, err := x86asm.Decode(b.data[at:], 32)
		if err != nil {
			return nil, true
		}
		at += inst.Len
		for _, arg := range inst.Args {
			switch arg := arg.(type) {
			case x86asm.Rel:
				addrs = append(addrs, uint64(uint32(b.addr)+uint32(at)+uint32(arg)))
			case x86asm.Imm:
				addrs = append(addrs, uint64(uint32(arg)))
			case x86asm.Mem:
				addrs = append(addrs, uint64(uint32(arg.Disp)))
			}
		}
		_, direct := inst.Args[0].(x86asm.Rel)
		unclear = unclear || inst.Op == x86asm.CALL && !direct
	}
	return addrs, unclear
}

// codeARM follows B and BL; every other address is a word that stands between the instructions, and no
// instruction changes as they do. (Arm Architecture Reference Manual, A5.)
func codeARM(image *image, b block) (addrs []uint64, unclear bool) {
	for at := 0; at+4 <= len(b.data); at += 4 {
		w := binary.LittleEndian.Uint32(b.data[at:])
		pc := b.addr + uint64(at)
		switch {
		case w&0x0e000000 == 0x0a000000: // B, BL
			addrs = append(addrs, uint64(uint32(pc)+8+uint32(int32(w<<8)>>6)))
		case w&0x0ffffff0 == 0x012fff30: // BLX, register
			unclear = true
		}
	}
	words, strange := pointers(image, b)
	for _, word := range words {
		addrs = append(addrs, word.to)
	}
	return addrs, unclear || strange
}

// codeRISCV64 follows JAL, branches, and the addresses that an AUIPC makes with the ADDI, load, store or JALR
// behind it, which the linker lays in pairs; there are no others, as LUI only makes numbers. Compressed
// instructions refer to nothing but by a jump, which the toolchain leaves uncompressed. (The RISC-V
// Instruction Set Manual, volume I, chapters 27 and 35.)
func codeRISCV64(b block) (addrs []uint64, unclear bool) {
	base, register := uint64(0), uint32(32) // what the instruction before has put where; 32: nowhere
	for at, size := 0, 0; at+2 <= len(b.data); at += size {
		w := uint32(binary.LittleEndian.Uint16(b.data[at:]))
		size = 2
		if w&3 == 3 && at+4 <= len(b.data) {
			w, size = binary.LittleEndian.Uint32(b.data[at:]), 4
		}
		pc := b.addr + uint64(at)
		pending, paired := register < 32, w>>15&31 == register
		register = 32
		immediate := uint64(int64(int32(w) >> 20)) // of a load, ADDI, JALR
		stored := immediate&^31 | uint64(w>>7&31)
		switch opcode := w & 0x7f; {
		case size == 2: // compressed
			jump := w&3 == 1 && w>>13 >= 5 || w&0xf07f == 0x9002 && w != 0x9002 // C.J, C.BEQZ, C.BNEZ; C.JALR
			unclear = unclear || pending || jump || w&3 == 3
		case paired && (opcode == 0x03 || opcode == 0x07 || opcode == 0x67 || w&0x707f == 0x13):
			addrs = append(addrs, base+immediate)
		case paired && (opcode == 0x23 || opcode == 0x27):
			addrs = append(addrs, base+stored)
		case pending:
			unclear = true
		case opcode == 0x17: // AUIPC
			base, register = pc+uint64(int64(int32(w&^0xfff))), w>>7&31
		case opcode == 0x6f: // JAL
			addrs = append(addrs, pc+uint64(int64(int32(w)>>31)<<20|int64(w&0xff000|w>>9&0x800|w>>20&0x7fe)))
		case opcode == 0x63: // a branch
			addrs = append(addrs, pc+(stored&^0x801|uint64(w<<4&0x800)))
		case opcode == 0x67 && w>>7&31 != 0, w&0x1f == 0x1f: // JALR that is not a mere jump; longer than 4 bytes
			unclear = true
		}
	}
	return addrs, unclear || register < 32
}

// codePPC64 follows branches, and the addresses that an ADDIS of zero makes with the ADDI, load or store behind
// it, which the linker lays in pairs. It refuses addresses relative to the table of contents or the instruction,
// which a program at fixed addresses does not use. (Power ISA, book I, 1.6 and 2.4.)
func codePPC64(image *image, b block) (addrs []uint64, unclear bool) {
	base, register := uint64(0), uint32(32) // what the instruction before has put where; 32: nowhere
	for at := 0; at+4 <= len(b.data); at += 4 {
		w := image.ByteOrder.Uint32(b.data[at:])
		pc := b.addr + uint64(at)
		pending, paired := register < 32, w>>16&31 == register
		register = 32
		low := uint64(int64(int16(w)))
		switch opcode := w >> 26; {
		case paired && (opcode == 14 || opcode >= 32 && opcode <= 55): // ADDI; loads and stores
			addrs = append(addrs, base+low)
		case paired && (opcode == 58 || opcode == 62): // those whose lowest bits say more
			addrs = append(addrs, base+low&^3)
		case paired && (opcode == 57 || opcode == 61), opcode == 1: // others of vectors; prefixed instructions
			unclear = true
		case opcode == 15 && w>>16&31 == 2: // ADDIS of the table of contents
			unclear = true
		case opcode == 15 && w>>16&31 == 0: // ADDIS of zero
			base, register = low<<16, w>>21&31
		case opcode == 18 && w&2 == 0: // B, BL
			addrs = append(addrs, pc+uint64(int64(int32(w<<6))>>6)&^3)
		case opcode == 16 && w&3 == 0: // BC
			addrs = append(addrs, pc+low)
		case opcode == 16, opcode == 18, opcode == 19 && w&1 != 0 && w>>1&31 == 16: // others of these; BCLRL, BCCTRL
			unclear = true
		}
		if _, address := image.block(base); pending && !paired && address {
			unclear = true
		}
	}
	return addrs, unclear
}

// codeS390X follows what is relative to the instruction: branches, LARL, and loads, stores and comparisons of a
// relative place. The first two bits of an instruction tell its length. (z/Architecture Principles of Operation,
// chapters 5 and 7.)
func codeS390X(image *image, b block) (addrs []uint64, unclear bool) {
	for at, size := 0, 0; at < len(b.data); at += size {
		size = [4]int{2, 4, 4, 6}[b.data[at]>>6]
		if at+size > len(b.data) {
			return addrs, true
		}
		inst := b.data[at : at+size]
		relative, near := false, false // by 32 bits, or by 16
		switch opcode, more, last := inst[0], inst[1]&15, inst[size-1]; opcode {
		case 0x05, 0x0c, 0x0d: // BALR, BASSM, BASR
			unclear = unclear || more != 0
		case 0x44, 0x45, 0x4d: // EX, BAL, BAS
			unclear = true
		case 0x84, 0x85: // BRXH, BRXLE
			near = true
		case 0xa7: // BRC, BRAS, BRCT, BRCTG
			near = more >= 4 && more <= 7
		case 0xec: // BRXHG and BRXLG; compare and branch, relatively or to a register
			near = last == 0x44 || last == 0x45 || last == 0x64 || last == 0x65 || last == 0x76 || last == 0x77 || last >= 0x7c && last <= 0x7f
			unclear = unclear || last == 0xe4 || last == 0xe5 || last == 0xf6 || last == 0xf7 || last >= 0xfc
		case 0xc0: // LARL, BRCL, BRASL
			relative = more == 0 || more == 4 || more == 5
		case 0xcc: // BRCTH
			relative = more == 6
		case 0xc4, 0xc6: // loads and stores; comparisons, EXRL
			relative = true
		case 0xc5, 0xc7: // predictions of branches
			unclear = true
		}
		pc := b.addr + uint64(at)
		switch {
		case relative:
			addrs = append(addrs, pc+uint64(int64(int32(image.ByteOrder.Uint32(inst[2:])))*2))
		case near:
			addrs = append(addrs, pc+uint64(int64(int16(image.ByteOrder.Uint16(inst[2:])))*2))
		}
	}
	return addrs, unclear
}
