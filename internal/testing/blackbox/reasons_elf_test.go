package blackbox

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// hostNames are the machines of the runners' architectures, as people call them.
var hostNames = map[string]string{
	"386":     "x86_64 (amd64)", // on the kernel of amd64
	"amd64":   "x86_64 (amd64)",
	"arm":     "arm",
	"arm64":   "aarch64 (arm64)",
	"ppc64le": "ppc64le",
	"riscv64": "riscv64",
	"s390x":   "s390x",
}

// machine returns what people call the machine that the runner's dumb-init sees.
func (r runner) machine() string {
	if r.emulated() && r.arch == "386" {
		return "i386 (386)"
	}
	return hostNames[r.arch]
}

// elfFile returns the bytes of an ELF file of a machine with 64 bits, which has a header and
// nothing else.
func elfFile(t *testing.T, machine elf.Machine, kind elf.Type) string {
	t.Helper()
	var text bytes.Buffer
	kit.Try(t, binary.Write(&text, binary.LittleEndian, elf.Header64{
		Ident:     [elf.EI_NIDENT]byte{0x7f, 'E', 'L', 'F', 2, 1, 1},
		Type:      uint16(kind),
		Machine:   uint16(machine),
		Phoff:     64,
		Phentsize: 56,
	}))
	return text.String()
}

// A file for another machine is named so, with both machines. The shell does not get it, whether it
// is the command itself or the interpreter of a script. (No emulator runs IA-64.)
func TestForeignMachine(t *testing.T) {
	each(t, everyone, func(t *testing.T, r runner) {
		directory := t.TempDir()
		foreign := filepath.Join(directory, "foreign")
		writeScript(t, foreign, elfFile(t, elf.EM_IA_64, elf.ET_DYN), 0o755)
		second := foreign + " is for ia64; this machine is " + r.machine() + "."
		failure{foreign, unknownFormat, second, 126}.check(t, r)
		path := "env=PATH=" + directory
		failure{"foreign", unknownFormat, second, 126}.check(t, r, "no-env", path)
	})
}

// A dumb-init for another architecture is a real file for another machine.
func TestForeignProgram(t *testing.T) {
	machines := map[string]string{
		"arm":     "arm",
		"arm64":   "aarch64 (arm64)",
		"ppc64le": "ppc64le",
		"riscv64": "riscv64",
		"s390x":   "s390x",
	}
	if emulators, _ := filepath.Glob("/proc/sys/fs/binfmt_misc/qemu-*"); emulators != nil {
		kit.Missing(t, "a kernel that runs no foreign programs (binfmt_misc)")
	}
	each(t, native, func(t *testing.T, r runner) {
		for arch, machine := range machines {
			if arch == r.arch {
				continue
			}
			second := binaries[arch] + " is for " + machine + "; this machine is " + r.machine()
			failure{binaries[arch], unknownFormat, second + ".", 126}.check(t, r)
		}
	})
}

// An ELF file that is damaged is not given to the shell either.
func TestDamagedELFFile(t *testing.T) {
	each(t, everyone, func(t *testing.T, r runner) {
		directory := t.TempDir()
		file := filepath.Join(directory, "file")
		writeScript(t, file, "\x7fELF\x02\x01\x01\x00 not quite", 0o755)
		second := file + " is a damaged ELF file."
		failure{file, unknownFormat, second, 126}.check(t, r)
		path := "env=PATH=" + directory
		failure{"file", unknownFormat, second, 126}.check(t, r, "no-env", path)
	})
}

// An object file, and a file that is cut off within its headers, are named so.
func TestELFFileThatIsNoProgram(t *testing.T) {
	each(t, native, func(t *testing.T, r runner) {
		directory := t.TempDir()
		source := filepath.Join(directory, "source.c")
		kit.Try(t, os.WriteFile(source, []byte("int main(void) { return 0; }\n"), 0o644))
		object := filepath.Join(directory, "object")
		kit.Try(t, kit.Command("gcc", "-c", "-o", object, source))
		text, err := os.ReadFile(object)
		kit.Try(t, err)
		writeScript(t, object+"2", string(text), 0o755)
		failure{
			command: object + "2",
			reason:  unknownFormat,
			second:  object + "2 is an object file, which has not been linked.",
			status:  126,
		}.check(t, r)

		whole, err := os.ReadFile(probe)
		kit.Try(t, err)
		cut := filepath.Join(directory, "cut")
		writeScript(t, cut, string(whole[:100]), 0o755)
		failure{
			command: cut,
			reason:  unknownFormat,
			second:  cut + " is damaged: it ends within its headers.",
			status:  126,
		}.check(t, r)
	})
}

// What is no program for any machine is not said to be one for another: a machine may run files of
// another, as x86_64 runs those of i386.
func TestNoProgramForAnyMachine(t *testing.T) {
	each(t, everyone, func(t *testing.T, r runner) {
		directory := t.TempDir()
		whole := elfFile(t, elf.EM_IA_64, elf.ET_DYN)
		tests := []struct {
			name   string
			text   string
			second string
		}{
			{
				name:   "object",
				text:   elfFile(t, elf.EM_IA_64, elf.ET_REL),
				second: " is an object file, which has not been linked.",
			},
			{
				name:   "cut",
				text:   strings.Replace(whole, "\x40\x00\x00\x00", "\xff\x00\x00\x00", 1),
				second: " is damaged: it ends within its headers.",
			},
		}
		for _, test := range tests {
			file := filepath.Join(directory, test.name)
			writeScript(t, file, test.text, 0o755)
			failure{file, unknownFormat, file + test.second, 126}.check(t, r)
		}
	})
}

// program compiles a program that names a loader, and returns its path.
func program(t *testing.T, loader string) (path string) {
	t.Helper()
	directory := t.TempDir()
	source := filepath.Join(directory, "source.c")
	kit.Try(t, os.WriteFile(source, []byte("int main(void) { return 0; }\n"), 0o644))
	path = filepath.Join(directory, "program")
	kit.Try(t, kit.Command("gcc", "-o", path, source, "-Wl,--dynamic-linker="+loader))
	return path
}

// A loader that does not exist is named. On another machine than the program's that is said, and on
// its own that another C library may be the reason.
func TestMissingLoader(t *testing.T) {
	const loader = "/no/such/ld.so.1"
	each(t, everyone, func(t *testing.T, r runner) {
		file := program(t, loader)
		why := "built for another C library?"
		if r.machine() != container.machine() {
			why = "the program is for " + container.machine() + "; this machine is " +
				r.machine() + "."
		}
		missing := file + " needs the loader " + loader + ", which does not exist: " + why
		failure{file, notFound, missing, 127}.check(t, r)

		script := filepath.Join(t.TempDir(), "script")
		writeScript(t, script, "#!"+file+"\n", 0o755)
		second := script + " needs the interpreter " + strings.Replace(missing, " ", ", which ", 1)
		failure{script, notFound, second, 127}.check(t, r)
	})
}

// A loader that may not be executed, or is for another machine, is named.
func TestUnusableLoader(t *testing.T) {
	each(t, native, func(t *testing.T, r runner) {
		directory := t.TempDir()
		foreign := filepath.Join(directory, "foreign")
		writeScript(t, foreign, elfFile(t, elf.EM_IA_64, elf.ET_DYN), 0o755)
		locked := filepath.Join(directory, "locked")
		writeScript(t, locked, elfFile(t, elf.EM_IA_64, elf.ET_DYN), 0o644)
		tests := []struct {
			loader string
			reason string
			why    string
		}{
			{locked, notPermitted, "has no execute permission (mode 0644)."},
			{directory, notPermitted, "is a directory."},
			{foreign, corruptLibrary, "is for ia64; this machine is " + r.machine() + "."},
		}
		for _, test := range tests {
			file := program(t, test.loader)
			second := file + " needs the loader " + test.loader + ", which " + test.why
			failure{file, test.reason, second, 126}.check(t, r)
		}
	})
}
