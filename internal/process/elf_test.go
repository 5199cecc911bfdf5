package process

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"testing"

	"pgregory.net/rapid"

	"dumb-init.alt/internal/report"
)

// layouts are the four forms of an ELF file.
var layouts = []struct {
	class elf.Class
	data  elf.Data
	order binary.ByteOrder
}{
	{elf.ELFCLASS32, elf.ELFDATA2LSB, binary.LittleEndian},
	{elf.ELFCLASS32, elf.ELFDATA2MSB, binary.BigEndian},
	{elf.ELFCLASS64, elf.ELFDATA2LSB, binary.LittleEndian},
	{elf.ELFCLASS64, elf.ELFDATA2MSB, binary.BigEndian},
}

// encode returns the bytes of a structure of package debug/elf.
func encode(t interface{ Fatal(...any) }, order binary.ByteOrder, structure any) []byte {
	var buffer bytes.Buffer
	if err := binary.Write(&buffer, order, structure); err != nil {
		t.Fatal(err)
	}
	return buffer.Bytes()
}

// ident returns the first 16 bytes of an ELF file.
func ident(class elf.Class, data elf.Data) (bytes [elf.EI_NIDENT]byte) {
	copy(bytes[:], elfMagic)
	bytes[elf.EI_CLASS] = byte(class)
	bytes[elf.EI_DATA] = byte(data)
	bytes[elf.EI_VERSION] = byte(elf.EV_CURRENT)
	return bytes
}

// encodeHeader returns the beginning of an ELF file of a class and byte order.
func encodeHeader(
	t interface{ Fatal(...any) }, class elf.Class, data elf.Data, order binary.ByteOrder, h header,
) []byte {
	if class == elf.ELFCLASS64 {
		return encode(t, order, elf.Header64{
			Ident:     ident(class, data),
			Type:      h.kind,
			Machine:   h.machine,
			Phoff:     h.tableOffset,
			Phentsize: h.entrySize,
			Phnum:     h.entries,
		})
	}
	return encode(t, order, elf.Header32{
		Ident:     ident(class, data),
		Type:      h.kind,
		Machine:   h.machine,
		Phoff:     uint32(h.tableOffset),
		Phentsize: h.entrySize,
		Phnum:     h.entries,
	})
}

// A header is read as elf(5) lays it out, in both classes and both byte orders. One that is a byte
// too short is not valid.
func TestParseHeader(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		layout := rapid.SampledFrom(layouts).Draw(t, "layout")
		want := header{
			wide:        layout.class == elf.ELFCLASS64,
			bigEndian:   layout.data == elf.ELFDATA2MSB,
			kind:        rapid.Uint16().Draw(t, "kind"),
			machine:     rapid.Uint16().Draw(t, "machine"),
			tableOffset: uint64(rapid.Uint32().Draw(t, "offset")),
			entrySize:   rapid.Uint16().Draw(t, "entry size"),
			entries:     rapid.Uint16().Draw(t, "entries"),
		}
		if want.wide {
			want.tableOffset = rapid.Uint64().Draw(t, "offset")
		}
		text := encodeHeader(t, layout.class, layout.data, layout.order, want)
		if got, valid := parseHeader(text); !valid || got != want {
			t.Fatalf("got %+v, %t, want %+v", got, valid, want)
		}
		if _, valid := parseHeader(text[:len(text)-1]); valid {
			t.Fatalf("of %d bytes: got a valid header, want none", len(text)-1)
		}
	})
}

// A class and a byte order that do not exist make a header invalid.
func TestParseHeaderOfNoClass(t *testing.T) {
	tests := []struct {
		class elf.Class
		data  elf.Data
		want  bool
	}{
		{elf.ELFCLASS32, elf.ELFDATA2LSB, true},
		{elf.ELFCLASS64, elf.ELFDATA2MSB, true},
		{elf.ELFCLASSNONE, elf.ELFDATA2LSB, false},
		{3, elf.ELFDATA2LSB, false},
		{255, elf.ELFDATA2LSB, false},
		{elf.ELFCLASS64, elf.ELFDATANONE, false},
		{elf.ELFCLASS64, 3, false},
	}
	for _, test := range tests {
		first := ident(test.class, test.data)
		text := append(first[:], make([]byte, 48)...)
		if _, got := parseHeader(text); got != test.want {
			t.Errorf("class %d, byte order %d: got %t, want %t",
				test.class, test.data, got, test.want)
		}
	}
}

// A program header is read as elf(5) lays it out, in both classes and both byte orders.
func TestParseSegment(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		layout := rapid.SampledFrom(layouts).Draw(t, "layout")
		kind := rapid.Uint32().Draw(t, "kind")
		offset := rapid.Uint64().Draw(t, "offset")
		size := rapid.Uint64().Draw(t, "size")
		h := header{
			wide:      layout.class == elf.ELFCLASS64,
			bigEndian: layout.data == elf.ELFDATA2MSB,
		}
		want := segment{kind, offset, size}
		var text []byte
		if h.wide {
			text = encode(t, layout.order, elf.Prog64{Type: kind, Off: offset, Filesz: size})
		} else {
			want = segment{kind, uint64(uint32(offset)), uint64(uint32(size))}
			text = encode(t, layout.order, elf.Prog32{
				Type:   kind,
				Off:    uint32(offset),
				Filesz: uint32(size),
			})
		}
		if got := h.parseSegment(text); got != want {
			t.Fatalf("got %+v, want %+v", got, want)
		}
	})
}

// The readers take any bytes, also if there are fewer than there should be.
func FuzzELF(f *testing.F) {
	for _, layout := range layouts {
		f.Add(encodeHeader(f, layout.class, layout.data, layout.order, header{kind: 3, entries: 2}))
	}
	f.Add([]byte(elfMagic))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, text []byte) {
		h, valid := parseHeader(text)
		if valid && len(text) < 52 {
			t.Errorf("of %d bytes: got a valid header, want none", len(text))
		}
		h.parseSegment(text)
		h.isCutOff(uint64(len(text)))
		isELF(text)
		var key report.Line
		keyOf(&h, &key)
	})
}

// A file is cut off if its table of program headers does not fit into it. No number overflows.
func TestIsCutOff(t *testing.T) {
	const most = ^uint64(0)
	tests := []struct {
		offset   uint64
		size     uint16
		entries  uint16
		fileSize uint64
		want     bool
	}{
		{64, 56, 2, 176, false},
		{64, 56, 2, 175, true},
		{64, 56, 0, 64, false},
		{64, 56, 0, 63, true},
		{most, 56, 1, most, true},
		{most, 65535, 65535, 64, true},
		{0, 65535, 65535, 65535 * 65535, false},
	}
	for _, test := range tests {
		h := header{tableOffset: test.offset, entrySize: test.size, entries: test.entries}
		if got := h.isCutOff(test.fileSize); got != test.want {
			t.Errorf("%+v: got %t, want %t", test, got, test.want)
		}
	}
}
