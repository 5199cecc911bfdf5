package process

import (
	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/ascii"
	"dumb-init.alt/internal/cstring"
	"dumb-init.alt/internal/kernel"
	"dumb-init.alt/internal/report"
)

// Both tables are for ascii.Find, which ignores the case of a key. A machine is the number that an
// ELF file has for it (e_machine, linux/elf-em.h), its bits, and its byte order: L has the least
// significant byte first, B the most significant.

// machines has what people call a machine: the kernel's name and, if it is another, that of Go and
// Docker.
const machines = `2-32B sparc
3-32L i386 (386)
4-32B m68k
8-32B mips
8-32L mipsel (mipsle)
8-64B mips64
8-64L mips64el (mips64le)
15-32B parisc
15-64B parisc64
18-32B sparc
20-32B ppc
21-64B ppc64
21-64L ppc64le
22-32B s390
22-64B s390x
40-32B armeb
40-32L arm
42-32L sh4
43-64B sparc64
50-64L ia64
62-32L x32
62-64L x86_64 (amd64)
183-32L arm64ilp32
183-64B aarch64_be
183-64L aarch64 (arm64)
243-32L riscv32
243-64L riscv64
252-32L csky
258-32L loongarch32
258-64L loongarch64 (loong64)
36902-64L alpha
`

// hosts has the machine that uname(2) means.
const hosts = `X86_64 62-64L
I386 3-32L
I486 3-32L
I586 3-32L
I686 3-32L
AARCH64 183-64L
ARMV5L 40-32L
ARMV5TEL 40-32L
ARMV5TEJL 40-32L
ARMV6L 40-32L
ARMV7L 40-32L
ARMV8L 40-32L
PPC64LE 21-64L
RISCV64 243-64L
S390X 22-64B
`

// keyOf writes into key the machine that an ELF file is for, as the tables have it.
func keyOf(h *header, key *report.Line) string {
	key.Int(int32(h.machine))
	if h.wide {
		key.String("-64")
	} else {
		key.String("-32")
	}
	if h.bigEndian {
		key.Byte('B')
	} else {
		key.Byte('L')
	}
	return cstring.String(key.CString())
}

// nameMachine appends what people call a machine.
func nameMachine(line *report.Line, key string) {
	if name, found := ascii.Find(machines, key); found {
		line.String(name)
		return
	}
	line.String("machine ").String(key)
}

// hostKey returns the machine that uname(2) means, or nothing if the table does not have it.
func hostKey(uname string) (key string) {
	key, _ = ascii.Find(hosts, uname)
	return key
}

// explainMachine appends for which machine an ELF file is, which the sentence calls subject, and
// which one this is. If they do not differ, or if this machine is not known, it appends nothing.
//
//go:noinline
func explainMachine(line *report.Line, subject string, h *header) (differs bool) {
	var key report.Line
	theirs := keyOf(h, &key)
	var names unix.Utsname
	kernel.Uname(&names)
	ours := hostKey(cstring.String(&names.Machine[0]))
	if ours == "" || ours == theirs {
		return false
	}
	line.String(subject).String(" is for ")
	nameMachine(line, theirs)
	line.String("; this machine is ")
	nameMachine(line, ours)
	line.Byte('.')
	return true
}
