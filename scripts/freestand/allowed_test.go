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
