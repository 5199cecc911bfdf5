package main

import (
	"bytes"
	"encoding/binary"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// moves are the architectures whose code is moved.
var moves = []string{"amd64", "arm64"}

// understood links the program, and returns it with what is kept of it.
func understood(t *testing.T, arch string) (*image, []block) {
	t.Helper()
	image, err := read(link(t, arch))
	if err != nil {
		t.Fatal(err)
	}
	kept, err := reach(image)
	if err != nil {
		t.Fatal(err)
	}
	if err := prove(image, kept); err != nil {
		t.Fatal(err)
	}
	return image, kept
}

// TestProofCanFail changes every byte of every block in turn, in the program that was linked again and in what is
// written: each is noticed.
func TestProofCanFail(t *testing.T) {
	for _, arch := range moves {
		t.Run(arch, func(t *testing.T) {
			t.Parallel()
			image, kept := understood(t, arch)
			layout, err := layOut(image, kept)
			if err != nil {
				t.Fatal(err)
			}
			for _, b := range kept {
				there, err := image.elsewhere(b.addr)
				if err != nil {
					t.Fatal(err)
				}
				again, err := image.again.memory(there, len(b.data))
				if err != nil {
					t.Fatal(err)
				}
				eachByte(again, func(at int) {
					if proveBlock(image, b) == nil {
						t.Errorf("no proof sees that %s+%#x is another when linked again", b.name, at)
					}
				})
			}
			for _, p := range layout.blocks {
				p.data = bytes.Clone(p.data)
				if err := verifyBlock(layout, p); err != nil {
					t.Error(err)
				}
				eachByte(p.data, func(at int) {
					if verifyBlock(layout, p) == nil {
						t.Errorf("nothing sees that %s+%#x is written wrongly", p.name, at)
					}
				})
			}
		})
	}
}

// eachByte does something with each byte changed in turn.
func eachByte(data []byte, do func(at int)) {
	for at := range data {
		data[at] ^= 1
		do(at)
		data[at] ^= 1
	}
}

// TestVerifyCanFail writes a program in which something is elsewhere than was laid out.
func TestVerifyCanFail(t *testing.T) {
	for _, arch := range moves {
		t.Run(arch, func(t *testing.T) {
			t.Parallel()
			directory := t.TempDir()
			image, kept := understood(t, arch)
			for name, spoil := range map[string]func(*layout){
				"":                    func(*layout) {},
				"a block elsewhere":   func(l *layout) { l.places[kept[1].addr] += 32 },
				"two exchanged":       func(l *layout) { exchange(l.places, kept[1].addr, kept[2].addr) },
				"the entry elsewhere": func(l *layout) { l.image.Entry++ },
			} {
				output := filepath.Join(directory, "output")
				layout, err := layOut(image, kept)
				if err != nil {
					t.Fatal(err)
				}
				if err := write(output, layout); err != nil {
					t.Fatal(err)
				}
				entry := image.Entry
				spoil(layout)
				if err := verify(output, layout); (err == nil) != (name == "") {
					t.Errorf("%s: %v", name, err)
				}
				image.Entry = entry
			}
		})
	}
}

func exchange(places map[uint64]uint64, a, b uint64) { places[a], places[b] = places[b], places[a] }

// TestLiterals leaves out the name of a string literal, or adds one that does not exist.
func TestLiterals(t *testing.T) {
	directory := link(t, "amd64")
	names, err := os.ReadFile(filepath.Join(directory, "names"))
	if err != nil {
		t.Fatal(err)
	}
	const one = `main.run -> go:string."Running in debug mode."` + "\n"
	for _, c := range []struct{ names, want string }{
		{string(names), ""},
		{strings.Replace(string(names), one, "", 1), "no literal of"},
		{string(names) + `main.run -> go:string."Walking in debug mode."` + "\n", "no literal of"},
		{string(names) + one, "two literals"},
		{"", "something that is no literal"},
	} {
		if err := os.WriteFile(filepath.Join(directory, "names"), []byte(c.names), 0o644); err != nil {
			t.Fatal(err)
		}
		switch _, err := read(directory); {
		case c.want == "" && err != nil:
			t.Error(err)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%v, want %q", err, c.want)
		}
	}
}

// TestUnknownReferences builds programs whose entry point refers to something in a way that the proof does not know.
func TestUnknownReferences(t *testing.T) {
	const source = "#include \"textflag.h\"\nTEXT ·rt0(SB),NOSPLIT|NOFRAME,$0\n\tCALL ·start(SB)\n\t"
	const vfork = "\nTEXT ·vfork(SB),NOSPLIT|NOFRAME,$0-8\n\tRET\n"
	for _, c := range []struct{ name, instruction, want string }{
		{"relative", "MOVQ ·everySignal(SB), SI", ""},
		{"vector", "VMOVDQU ·everySignal(SB), Y1", "is not understood: main.rt0.abi0+0x"}, // by bytes of the address, some of which may be the same
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			out, err := build("amd64", filepath.Join(t.TempDir(), "program"), "rt0_linux_amd64.s", source+c.instruction+vfork)
			if (err == nil) != (c.want == "") || !strings.Contains(out, c.want) {
				t.Errorf("error %v, want %q in:\n%s", err, c.want, out)
			}
		})
	}
}

// TestAddressOrNumber plants the address of a function in code and in data, as the linker would have written it, and
// as a number that happens to be the same.
func TestAddressOrNumber(t *testing.T) {
	image, err := read(link(t, "amd64"))
	if err != nil {
		t.Fatal(err)
	}
	address := image.places["main.start"]
	there, err := image.elsewhere(address)
	if err != nil {
		t.Fatal(err)
	}
	code, at := find(t, image, "main.rt0.abi0", []byte{0xb8, 14, 0, 0, 0}) // MOVL $14, AX
	data, _ := find(t, image, "main.everySignal", nil)
	again := map[string][]byte{}
	for _, b := range []block{code, data} {
		if again[b.name], err = image.again.memory(image.again.places[b.name], len(b.data)); err != nil {
			t.Fatal(err)
		}
	}
	plant := func(first, second uint64) {
		binary.LittleEndian.PutUint32(code.data[at+1:], uint32(first))
		binary.LittleEndian.PutUint32(again[code.name][at+1:], uint32(second))
		binary.LittleEndian.PutUint64(data.data, first)
		binary.LittleEndian.PutUint64(again[data.name], second)
	}

	plant(address, address)
	if refs, unclear := references(image, data); len(refs) != 0 || unclear {
		t.Errorf("a number in data is taken for %v", refs)
	}
	if err := prove(image, []block{code, data}); err != nil {
		t.Error(err)
	}
	plant(address, there)
	if refs, unclear := references(image, data); len(refs) != 1 || refs[0] != (reference{0, address, word}) || unclear {
		t.Errorf("an address in data is taken for %v", refs)
	}
	if proveBlock(image, data) != nil || proveBlock(image, code) == nil {
		t.Errorf("data %v; an absolute address in code: %v", proveBlock(image, data), proveBlock(image, code))
	}
	plant(address, there+8)
	if _, unclear := references(image, data); !unclear {
		t.Error("an address in data changes in a way of its own")
	}
}

// find returns a block, and where in it something is.
func find(t *testing.T, image *image, name string, what []byte) (block, int) {
	b, ok := image.block(image.places[name])
	at := bytes.Index(b.data, what)
	if !ok || b.name != name || at < 0 {
		t.Fatalf("no %s with % x", name, what)
	}
	return b, at
}

// link links the program, and read reads it.
func link(t *testing.T, arch string) (directory string) {
	directory = t.TempDir()
	if out, err := exec.Command("./link", arch, directory).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return directory
}

func read(directory string) (*image, error) {
	in := func(name string) string { return filepath.Join(directory, name) }
	return load(in("linked"), in("again"), in("names"))
}
