package main

import (
	"encoding/binary"
	"testing"

	"golang.org/x/arch/x86/x86asm"
)

// The program itself is its package main and the packages below internal. A module of others may
// have a path that begins like these, and is not the program.
func TestOwn(t *testing.T) {
	tests := []struct {
		symbol string
		want   bool
	}{
		{"main.start", true},
		{"main.rt0.abi0", true},
		{"dumb-init.alt/internal/kernel.(*SignalInfo).SentBy", true},
		{"main.x/evil.Run", false},
		{"main.x.Run/y", false},
		{"dumb-init.alt/other.Run", false},
		{"runtime.mallocgc", false},
	}
	for _, test := range tests {
		if got := isOwn(test.symbol); got != test.want {
			t.Errorf("%s: got %t, want %t", test.symbol, got, test.want)
		}
	}
}

// An instruction that the decoder of amd64 does not know is refused in the program's own code: it
// could hide the call behind it. The leaves may have some, as their vector instructions.
func TestUnknownInstruction(t *testing.T) {
	code := []byte{
		0x66, 0x0f, 0x3a, 0xcf, 0xc0, 0xb8, // GF2P8AFFINEINVQB $0xb8, X0, X0: not known
		0xff, 0xd0, // CALL AX, which looks like a part of MOVL $0x9090d0ff, AX
		0x90, 0x90, // NOP
	}
	for name, want := range map[string]bool{
		"main.start":      true,
		"runtime.memmove": false,
	} {
		b := block{name: name, text: true, data: code}
		if _, unclear := decodeAMD64(b); unclear != want {
			t.Errorf("in %s: got unclear %t, want %t", name, unclear, want)
		}
	}
}

// Every form of a call through a register or through memory is refused, on the architectures whose
// code is moved.
func TestCallsThroughRegister(t *testing.T) {
	for name, code := range map[string][]byte{
		"CALL AX":    {0xff, 0xd0},
		"CALL [RAX]": {0xff, 0x10},
		"LCALL [AX]": {0xff, 0x18},
	} {
		inst, err := x86asm.Decode(code, 64)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if !callsRegister(inst) {
			t.Errorf("%s: got no call through a register, want one", name)
		}
	}
	for name, code := range map[string]uint32{
		"BLR X1":       0xd63f0020,
		"BLRAAZ X0":    0xd63f081f,
		"BLRABZ X0":    0xd63f0c1f,
		"BLRAA X1, X2": 0xd73f0822,
		"BLRAB X1, X2": 0xd73f0c22,
	} {
		data := binary.LittleEndian.AppendUint32(nil, code)
		if _, unclear := decodeARM64(block{text: true, data: data}); !unclear {
			t.Errorf("%s: got no call through a register, want one", name)
		}
	}
}
