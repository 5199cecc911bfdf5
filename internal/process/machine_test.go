package process

import (
	"debug/elf"
	"testing"

	"dumb-init.alt/internal/cstring"
	"dumb-init.alt/internal/report"
)

// The machines of all architectures that dumb-init is built for have a name that people use, and
// each is what uname(2) calls it.
func TestMachines(t *testing.T) {
	tests := []struct {
		machine elf.Machine
		class   elf.Class
		data    elf.Data
		uname   string // "" if dumb-init is not built for it
		want    string
	}{
		{elf.EM_X86_64, elf.ELFCLASS64, elf.ELFDATA2LSB, "x86_64", "x86_64 (amd64)"},
		{elf.EM_AARCH64, elf.ELFCLASS64, elf.ELFDATA2LSB, "aarch64", "aarch64 (arm64)"},
		{elf.EM_ARM, elf.ELFCLASS32, elf.ELFDATA2LSB, "armv7l", "arm"},
		{elf.EM_ARM, elf.ELFCLASS32, elf.ELFDATA2LSB, "armv8l", "arm"},
		{elf.EM_386, elf.ELFCLASS32, elf.ELFDATA2LSB, "i686", "i386 (386)"},
		{elf.EM_PPC64, elf.ELFCLASS64, elf.ELFDATA2LSB, "ppc64le", "ppc64le"},
		{elf.EM_RISCV, elf.ELFCLASS64, elf.ELFDATA2LSB, "riscv64", "riscv64"},
		{elf.EM_S390, elf.ELFCLASS64, elf.ELFDATA2MSB, "s390x", "s390x"},

		// The class and the byte order are part of the machine.
		{elf.EM_PPC64, elf.ELFCLASS64, elf.ELFDATA2MSB, "", "ppc64"},
		{elf.EM_AARCH64, elf.ELFCLASS64, elf.ELFDATA2MSB, "", "aarch64_be"},
		{elf.EM_X86_64, elf.ELFCLASS32, elf.ELFDATA2LSB, "", "x32"},
		{elf.EM_S390, elf.ELFCLASS32, elf.ELFDATA2MSB, "", "s390"},
		{elf.EM_RISCV, elf.ELFCLASS32, elf.ELFDATA2LSB, "", "riscv32"},
		{elf.EM_MIPS, elf.ELFCLASS64, elf.ELFDATA2LSB, "", "mips64el (mips64le)"},

		// A machine that nobody has named has a number.
		{elf.EM_X86_64, elf.ELFCLASS64, elf.ELFDATA2MSB, "", "machine 62-64B"},
		{65535, elf.ELFCLASS32, elf.ELFDATA2LSB, "", "machine 65535-32L"},
	}
	for _, test := range tests {
		h := header{
			wide:      test.class == elf.ELFCLASS64,
			bigEndian: test.data == elf.ELFDATA2MSB,
			machine:   uint16(test.machine),
		}
		var key, line report.Line
		nameMachine(&line, keyOf(&h, &key))
		if got := cstring.String(line.CString()); got != test.want {
			t.Errorf("%d: got %q, want %q", test.machine, got, test.want)
		}
		if test.uname == "" {
			continue
		}
		if got, want := hostKey(test.uname), cstring.String(key.CString()); got != want {
			t.Errorf("%s: got %q, want %q", test.uname, got, want)
		}
	}
}
