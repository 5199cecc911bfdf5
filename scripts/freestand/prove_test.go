package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// understood links dumb-init, and returns it with what is kept of it.
func understood(t *testing.T, arch string) (*image, []block) {
	t.Helper()
	image := program{}.load(t, arch)
	kept, err := reach(image)
	kit.Try(t, err)
	kit.Try(t, prove(image, kept))
	return image, kept
}

// eachByte does something with each byte changed in turn.
func eachByte(data []byte, do func(at int)) {
	for at := range data {
		data[at] ^= 1
		do(at)
		data[at] ^= 1
	}
}

// A byte that differs in the second link is noticed, whichever it is of what is kept.
func TestProveEveryByte(t *testing.T) {
	for _, arch := range moving {
		t.Run(arch, func(t *testing.T) {
			t.Parallel()
			image, kept := understood(t, arch)
			for _, b := range kept {
				addr, err := image.inSecond(b.addr)
				kit.Try(t, err)
				second, err := image.second.memory(addr, len(b.data))
				kit.Try(t, err)
				eachByte(second, func(at int) {
					if proveBlock(image, b) == nil {
						t.Errorf("%s+%#x differs: got no error, want one", b.name, at)
					}
				})
			}
		})
	}
}

// A reference of a form that the decoder does not know is noticed.
func TestProveUnknownReferences(t *testing.T) {
	const assembly = `
#include "textflag.h"

DATA ·constant+0(SB)/8, $1
DATA ·constant+8(SB)/8, $2
DATA ·constant+16(SB)/8, $3
DATA ·constant+24(SB)/8, $4
GLOBL ·constant(SB), RODATA, $32

TEXT ·rt0(SB), NOSPLIT|NOFRAME, $0
	%s
	JMP ·start(SB)
`
	for _, c := range []struct {
		name        string
		instruction string
		want        string // a part of the complaint, or "" if there is none
	}{
		{"known", "MOVQ ·constant(SB), SI", ""},
		// Which byte of the address differs first is chance.
		{"vector", "VMOVDQU ·constant(SB), Y1", "not understood: main.rt0.abi0+0x"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := planted(idle, fmt.Sprintf(assembly, c.instruction))
			got := strings.Join(p.refusals(t, "amd64"), "\n")
			if c.want == "" && got != "" || !strings.Contains(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// What is the same in both links is a number. What differs as an address does is an address.
// Anything else that differs is unclear in data, and so is any address in code that is not in a
// known form.
func TestAddressOrNumber(t *testing.T) {
	image := planted(idle, `
#include "textflag.h"

DATA ·constant(SB)/8, $1
GLOBL ·constant(SB), RODATA, $8

TEXT ·rt0(SB), NOSPLIT|NOFRAME, $0
	MOVQ ·constant(SB), SI
	MOVL $14, AX
	JMP ·start(SB)
`).load(t, "amd64")
	address := image.addresses["main.start"]
	inSecond, err := image.inSecond(address)
	kit.Try(t, err)
	code, at := find(t, image, "main.rt0.abi0", []byte{0xb8, 14, 0, 0, 0}) // MOVL $14, AX
	data, _ := find(t, image, "main.constant", nil)
	data.data = data.data[:8]
	second := map[string][]byte{}
	for _, b := range []block{code, data} {
		addr, err := image.inSecond(b.addr)
		kit.Try(t, err)
		second[b.name], err = image.second.memory(addr, len(b.data))
		kit.Try(t, err)
	}
	// plant writes a word into code and data, and what it is in the second link.
	plant := func(word, inSecond uint64) {
		binary.LittleEndian.PutUint32(code.data[at+1:], uint32(word))
		binary.LittleEndian.PutUint32(second[code.name][at+1:], uint32(inSecond))
		binary.LittleEndian.PutUint64(data.data, word)
		binary.LittleEndian.PutUint64(second[data.name], inSecond)
	}

	plant(address, address)
	if refs, unclear := references(image, data); len(refs) != 0 || unclear {
		t.Errorf("a number in data: got references %v, unclear %v; want none, false", refs, unclear)
	}
	if err := prove(image, []block{code, data}); err != nil {
		t.Errorf("a number in code and data: got error %v, want none", err)
	}

	plant(address, inSecond)
	want := reference{0, address, absolute}
	if refs, unclear := references(image, data); len(refs) != 1 || refs[0] != want || unclear {
		t.Errorf("an address in data: got references %v, unclear %v; want %v, false",
			refs, unclear, want)
	}
	if err := proveBlock(image, data); err != nil {
		t.Errorf("an address in data: got error %v, want none", err)
	}
	if err := proveBlock(image, code); err == nil {
		t.Error("an address in code that is not in a known form: got no error, want one")
	}

	plant(address, inSecond+8)
	if _, unclear := references(image, data); !unclear {
		t.Error("a word of data that differs otherwise: got unclear false, want true")
	}
}

// find returns a block by its name, and where something is in it.
func find(t *testing.T, image *image, name string, what []byte) (block, int) {
	t.Helper()
	b, ok := image.block(image.addresses[name])
	at := bytes.Index(b.data, what)
	if !ok || b.name != name || at < 0 {
		t.Fatalf("got no %s with % x", name, what)
	}
	return b, at
}
