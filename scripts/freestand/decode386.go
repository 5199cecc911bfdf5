package main

import "golang.org/x/arch/x86/x86asm"

// decode386 follows relative calls and jumps, and takes every absolute address and every immediate
// value for an address. It refuses what the decoder does not know.
func decode386(b block) (addrs []uint64, unclear bool) {
	for at := 0; at < len(b.data); {
		inst, err := x86asm.Decode(b.data[at:], 32)
		if err != nil {
			return nil, true
		}
		at += inst.Len
		next := uint32(b.addr) + uint32(at)
		for _, arg := range inst.Args {
			switch arg := arg.(type) {
			case x86asm.Rel:
				addrs = append(addrs, uint64(next+uint32(arg)))
			case x86asm.Imm:
				addrs = append(addrs, uint64(uint32(arg)))
			case x86asm.Mem:
				addrs = append(addrs, uint64(uint32(arg.Disp)))
			}
		}
		unclear = unclear || callsRegister(inst)
	}
	return addrs, unclear
}
