package main

import "golang.org/x/arch/x86/x86asm"

// decodeAMD64 follows relative calls and jumps, and addresses relative to the instruction pointer.
// It takes no number for an absolute address: prove shows that none is one.
//
// The vector instructions of the leaves it skips, as the decoder does not know all of them; that
// they refer to nothing is shown by prove. In the program's own code an instruction that is not
// known is refused. What follows could be read wrongly, and a call through a register be
// overlooked.
func decodeAMD64(b block) (refs []reference, unclear bool) {
	for at := 0; at < len(b.data); {
		inst, err := x86asm.Decode(b.data[at:], 64)
		if err != nil {
			unclear = unclear || isOwn(b.name)
			at++
			continue
		}
		r := reference{at: at + inst.PCRelOff}
		if inst.PCRel == 4 {
			r.form = relative32
		}
		at += inst.Len
		next := b.addr + uint64(at)
		for _, arg := range inst.Args {
			switch arg := arg.(type) {
			case x86asm.Rel:
				r.to = next + uint64(int64(arg))
				refs = append(refs, r)
			case x86asm.Mem:
				if arg.Base == x86asm.RIP {
					r.to = next + uint64(arg.Disp)
					refs = append(refs, r)
				}
			}
		}
		unclear = unclear || callsRegister(inst)
	}
	return refs, unclear
}

// callsRegister says whether an instruction calls what a register or memory points to.
func callsRegister(inst x86asm.Inst) bool {
	_, direct := inst.Args[0].(x86asm.Rel)
	return inst.Op == x86asm.LCALL || inst.Op == x86asm.CALL && !direct
}
