package main

import (
	"slices"
	"strings"
)

// own are the prefixes of the functions that are the program itself.
var own = []string{"main.", "dumb-init.alt/internal/"}

// leaves are the functions of others that may be reached: the raw system call, and helpers that the
// compiler calls, which allocate nothing, cannot panic, and need nothing to have been initialised.
var leaves = map[string]bool{
	"golang.org/x/sys/unix.RawSyscall":        true,
	"golang.org/x/sys/unix.RawSyscall6":       true,
	"syscall.RawSyscall":                      true,
	"syscall.RawSyscall6":                     true,
	"internal/runtime/syscall/linux.Syscall6": true,
	"runtime.memmove":                         true,
	"runtime.memequal":                        true,
	"memeqbody":                               true,
	"memeqbodyclc":                            true, // on s390x, as the next
	"memmove_exrl_mvc":                        true,
	"runtime.memclrNoHeapPointers":            true,
	"runtime.duffzero":                        true,
	"runtime.duffcopy":                        true,
}

// neverTaken are functions that are called where a function finds that its stack is too small. The limit
// it compares with is 0 (see rt0), so that it never does. They are not followed, and left out.
var neverTaken = map[string]bool{
	"runtime.morestack":        true,
	"runtime.morestack_noctxt": true,
}

// data are the variables of others that the leaves read. They keep the value 0 that says that the processor
// has no special features.
var data = map[string]bool{
	"internal/cpu.X86":             true,
	"internal/cpu.RISCV64":         true,
	"runtime.memmoveBits":          true,
	"runtime.arm64UseAlignedLoads": true,
}

// constants begin the names of strings, and of numbers too large for an instruction, which some architectures
// load from data.
var constants = []string{literal, "$i64."}

func allowed(block string) bool {
	name := plain(block)
	for _, prefix := range slices.Concat(own, constants) {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return leaves[name] || data[name]
}

// plain is a function's name without the calling convention that the linker adds.
func plain(function string) string {
	return strings.TrimSuffix(strings.TrimSuffix(function, ".abi0"), ".abiinternal")
}
