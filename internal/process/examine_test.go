package process

import (
	"debug/elf"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/cstring"
	"dumb-init.alt/internal/kernel"
)

// examined are error numbers of execve for which files are looked at.
var examined = []kernel.Errno{
	unix.ENOENT,
	unix.EACCES,
	unix.ENOEXEC,
	unix.ELIBBAD,
	unix.ENOTDIR,
	unix.ELOOP,
	unix.EINVAL,
}

// Whatever a file holds, its examination ends, and tells the reason in one line or none.
func FuzzExamine(f *testing.F) {
	for _, layout := range layouts {
		h := header{kind: 3, machine: 50, tableOffset: 0, entrySize: 32, entries: 65535}
		f.Add(encodeHeader(f, layout.class, layout.data, layout.order, h))
	}
	f.Add([]byte("#!/no/such\r\n"))
	f.Add([]byte("#!" + strings.Repeat("x", 300)))
	f.Add([]byte("#!/proc/self/exe"))
	f.Add([]byte("#!/dev/zero\n"))
	f.Add([]byte("echo"))
	f.Add([]byte{})
	file := filepath.Join(f.TempDir(), "file")
	f.Fuzz(func(t *testing.T, text []byte) {
		if err := os.WriteFile(file, text, 0o755); err != nil {
			t.Fatal(err)
		}
		for _, errno := range examined {
			e := examination{errno: errno, hidden: true}
			e.file.join("", file)
			found := e.run()
			line := cstring.String(e.line.CString())
			if !strings.HasPrefix(line, "[dumb-init] "+file) || strings.Contains(line, "\n") {
				t.Errorf("%v: got finding %d, %q, want one line", errno, found, line)
			}
		}
	})
}

// A chain of interpreters that never ends is not followed for ever.
func TestExamineLoop(t *testing.T) {
	file := filepath.Join(t.TempDir(), "loop")
	if err := os.WriteFile(file, []byte("#!"+file+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, errno := range examined {
		e := examination{errno: errno}
		e.file.join("", file)
		if got := e.run(); got == told {
			t.Errorf("%v: got %q, want no reason", errno, cstring.String(e.line.CString()))
		}
	}
}

// program returns an ELF file of a layout that names a loader, at the end of the file.
func program(t *testing.T, class elf.Class, data elf.Data, loader string) []byte {
	for _, layout := range layouts {
		if layout.class != class || layout.data != data {
			continue
		}
		h := header{kind: 3, machine: 50, tableOffset: 64, entrySize: 56, entries: 2}
		other := encode(t, layout.order, elf.Prog64{Type: 1, Filesz: 1})
		size := uint64(len(loader))
		named := encode(t, layout.order, elf.Prog64{Type: 3, Off: 176, Filesz: size})
		if class == elf.ELFCLASS32 {
			h.tableOffset = 52
			h.entrySize = 32
			other = encode(t, layout.order, elf.Prog32{Type: 1, Filesz: 1})
			named = encode(t, layout.order, elf.Prog32{Type: 3, Off: 116, Filesz: uint32(size)})
		}
		text := encodeHeader(t, class, data, layout.order, h)
		return append(append(append(text, other...), named...), loader...)
	}
	t.Fatal("no such layout")
	return nil
}

// The loader of an ELF file is found in both classes and both byte orders. A name that is not a C
// string is none, as for the kernel.
func TestLoader(t *testing.T) {
	tests := []struct {
		name string // as it is in the file
		want string // "" if there is none
	}{
		{"/lib/ld.so.1\x00", "/lib/ld.so.1"},
		{"/" + strings.Repeat("x", 4094) + "\x00", "/" + strings.Repeat("x", 4094)},
		{"/" + strings.Repeat("x", 4095) + "\x00", ""},
		{"/lib/ld.so.1", ""},
		{"\x00", ""},
		{"", ""},
	}
	file := filepath.Join(t.TempDir(), "file")
	for _, layout := range layouts {
		for _, test := range tests {
			text := program(t, layout.class, layout.data, test.name)
			if err := os.WriteFile(file, text, 0o755); err != nil {
				t.Fatal(err)
			}
			var e examination
			e.file.join("", file)
			fd, _ := openRegular(&e.file[0])
			h, _ := parseHeader(text)
			found := e.readLoader(fd, &h)
			kernel.Close(fd)
			got := ""
			if found {
				got = cstring.String(&e.file[0])
			}
			if got != test.want {
				t.Errorf("%v, %v: got %q, want %q", layout.class, layout.data, got, test.want)
			}
		}
	}
}
