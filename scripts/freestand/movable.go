package main

import (
	"encoding/binary"

	"golang.org/x/arch/x86/x86asm"
)

// codeAMD64 follows relative calls and jumps, and addresses relative to the instruction pointer. What the decoder
// does not know (vector instructions of the helpers) refers to nothing, and nothing is an absolute address; prove
// finds out if that is not so.
func codeAMD64(b block) (refs []reference, unclear bool) {
	for at := 0; at < len(b.data); {
		inst, err := x86asm.Decode(b.data[at:], 64)
		if err != nil {
			at++
			continue
		}
		field := reference{at: at + inst.PCRelOff}
		if inst.PCRel == 4 {
			field.form = relative
		}
		at += inst.Len
		pc := b.addr + uint64(at)
		_, direct := inst.Args[0].(x86asm.Rel)
		for _, arg := range inst.Args {
			switch arg := arg.(type) {
			case x86asm.Rel:
				field.to = pc + uint64(int64(arg))
				refs = append(refs, field)
			case x86asm.Mem:
				if arg.Base == x86asm.RIP {
					field.to = pc + uint64(arg.Disp)
					refs = append(refs, field)
				}
			}
		}
		unclear = unclear || inst.Op == x86asm.CALL && !direct
	}
	return refs, unclear
}

// codeARM64 follows B, BL, and the addresses that an ADRP makes with the ADD, load or store behind it,
// which the linker lays in pairs. (Arm Architecture Reference Manual, C4.1.)
func codeARM64(b block) (refs []reference, unclear bool) {
	page, register := uint64(0), uint32(32) // what the instruction before has put where; 32: nowhere
	for at := 0; at+4 <= len(b.data); at += 4 {
		w := binary.LittleEndian.Uint32(b.data[at:])
		pc := b.addr + uint64(at)
		paired, offset := w>>5&31 == register, uint64(w>>10&0xfff)
		register = 32
		switch {
		case paired && w&0x7fc00000 == 0x11000000: // ADD, immediate
			refs = append(refs, reference{at - 4, page + offset, pageAndLow})
		case paired && w&0x3b000000 == 0x39000000: // load or store, unsigned offset
			refs = append(refs, reference{at - 4, page + offset<<scale(w), pageAndLow})
		case w&0x7c000000 == 0x14000000: // B, BL
			refs = append(refs, reference{at, pc + uint64(int64(int32(w<<6))>>4), branch})
		case w&0x9f000000 == 0x90000000: // ADRP
			pages := int64(int32(w<<8)>>13)<<2 | int64(w>>29&3)
			page, register = pc&^0xfff+uint64(pages<<12), w&31
		case w&0x9f000000 == 0x10000000, w&0x3b000000 == 0x18000000, w&0xfffffc1f == 0xd63f0000:
			unclear = true // ADR, a load from between the instructions, BLR
		}
	}
	return refs, unclear
}

// scale is the power of two that an ADD, a load or a store multiplies the low part of an address with.
func scale(w uint32) uint32 {
	switch {
	case w&0x7fc00000 == 0x11000000: // ADD
		return 0
	case w&0x04800000 == 0x04800000: // of a 128-bit register
		return 4
	}
	return w >> 30
}
