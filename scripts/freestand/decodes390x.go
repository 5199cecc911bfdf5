package main

// decodeS390X follows what is relative to the instruction: branches, LARL, and loads, stores and
// comparisons of a relative place. The first two bits of an instruction tell its length.
// (z/Architecture Principles of Operation, chapters 5 and 7.)
func decodeS390X(image *image, b block) (addrs []uint64, unclear bool) {
	for at, size := 0, 0; at < len(b.data); at += size {
		size = [4]int{2, 4, 4, 6}[b.data[at]>>6]
		if at+size > len(b.data) {
			return addrs, true
		}
		inst := b.data[at : at+size]
		refers := kindOf(inst)
		distance := int64(0) // in units of two bytes
		switch refers {
		case refersFar:
			distance = int64(int32(image.ByteOrder.Uint32(inst[2:])))
		case refersNear:
			distance = int64(int16(image.ByteOrder.Uint16(inst[2:])))
		case refersUnclearly:
			unclear = true
		}
		if refers == refersFar || refers == refersNear {
			addrs = append(addrs, b.addr+uint64(at)+uint64(2*distance))
		}
	}
	return addrs, unclear
}

// kind says what an instruction of s390x refers to.
type kind int

const (
	refersToNothing kind = iota
	refersFar            // to a place at a distance of 32 bits
	refersNear           // to a place at a distance of 16 bits
	refersUnclearly      // to what a register points to, or in a way that is not read
)

func kindOf(inst []byte) kind {
	second, last := inst[1]&15, inst[len(inst)-1]
	is := func(kind kind, condition bool) kind {
		if condition {
			return kind
		}
		return refersToNothing
	}
	switch inst[0] {
	case 0x05, 0x0c, 0x0d: // BALR, BASSM, BASR
		return is(refersUnclearly, second != 0)
	case 0x44, 0x45, 0x4d: // EX, BAL, BAS
		return refersUnclearly
	case 0x84, 0x85: // BRXH, BRXLE
		return refersNear
	case 0xa7: // BRC, BRAS, BRCT, BRCTG
		return is(refersNear, second >= 4 && second <= 7)
	case 0xec:
		return kindEC(last)
	case 0xc0: // LARL, BRCL, BRASL
		return is(refersFar, second == 0 || second == 4 || second == 5)
	case 0xcc: // BRCTH
		return is(refersFar, second == 6)
	case 0xc4, 0xc6: // loads and stores; comparisons, EXRL
		return refersFar
	case 0xc5, 0xc7: // predictions of branches
		return refersUnclearly
	}
	return refersToNothing
}

// kindEC is that of instructions that begin with 0xec, by their last byte.
func kindEC(last byte) kind {
	switch {
	case last == 0x44, last == 0x45: // BRXHG, BRXLG
		return refersNear
	case last == 0x64, last == 0x65, last == 0x76, last == 0x77, last >= 0x7c && last <= 0x7f:
		return refersNear // compare and branch, relative
	case last == 0xe4, last == 0xe5, last == 0xf6, last == 0xf7, last >= 0xfc:
		return refersUnclearly // compare and branch to a register
	}
	return refersToNothing
}
