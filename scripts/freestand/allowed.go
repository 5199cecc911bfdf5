package main

import (
	"slices"
	"strings"
)

// isOwn says whether a symbol is of the program itself: of its package main, or of a package below
// internal. A module of others may have a path that begins with main. too; the symbols of its
// packages have a slash.
func isOwn(symbol string) bool {
	inMain := strings.HasPrefix(symbol, "main.") && !strings.Contains(symbol, "/")
	return inMain || strings.HasPrefix(symbol, "dumb-init.alt/internal/")
}

// leaves are the functions of others that may be reached: the raw system call, and helpers that the
// compiler calls. They allocate nothing, cannot panic, and need nothing to be initialised.
var leaves = map[string]bool{
	"golang.org/x/sys/unix.RawSyscall":        true,
	"golang.org/x/sys/unix.RawSyscall6":       true,
	"syscall.RawSyscall":                      true,
	"syscall.RawSyscall6":                     true,
	"internal/runtime/syscall/linux.Syscall6": true,
	"runtime.memmove":                         true,
	"runtime.memequal":                        true,
	"memeqbody":                               true,
	"memeqbodyclc":                            true, // s390x
	"memmove_exrl_mvc":                        true, // s390x
	"runtime.memclrNoHeapPointers":            true,
	"runtime.duffzero":                        true,
	"runtime.duffcopy":                        true,
}

// neverCalled are functions that the compiler calls if a function finds its stack too small. That
// never happens: the limit of the stack is 0 (see rt0). They are not followed, and left out.
var neverCalled = map[string]bool{
	"runtime.morestack":        true,
	"runtime.morestack_noctxt": true,
}

// foreignVariables are the variables that the leaves read. They are not initialised either. Their
// value 0 says that the processor has no special features.
var foreignVariables = map[string]bool{
	"internal/cpu.X86":             true,
	"internal/cpu.RISCV64":         true,
	"runtime.memmoveBits":          true,
	"runtime.arm64UseAlignedLoads": true,
}

// constants are the prefixes of the symbols of string literals, and of numbers that are too large
// for an instruction: some architectures load these from memory.
var constants = []string{literal, "$i64."}

// allowed says whether a block may be reached at all. Data must be read-only as well: see refuse.
func allowed(b block) bool {
	return isOwn(b.name) || hasPrefix(b.name, constants) ||
		leaves[plain(b.name)] || foreignVariables[plain(b.name)]
}

func hasPrefix(name string, prefixes []string) bool {
	return slices.ContainsFunc(prefixes, func(prefix string) bool {
		return strings.HasPrefix(name, prefix)
	})
}

// plain returns a function's name without its calling convention, which the linker adds.
func plain(function string) string {
	return strings.TrimSuffix(strings.TrimSuffix(function, ".abi0"), ".abiinternal")
}
