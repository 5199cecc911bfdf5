package main

import (
	"slices"
	"strings"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// A variable of the program is refused, whatever its type and value, in every package, with the way
// to it. It does not matter whether it is read or written, or that only constant data refers to it.
func TestVariables(t *testing.T) {
	const source = `package main

import (
	"unsafe"

	"dumb-init.alt/internal/planted"
)

func rt0()

var (
	zero        int
	zeroPointer *int
	initialised = 1
	text        = "text"
	array       = [...]int{1, 2, 3}
	pointer     = &array
	distant     int

	constant uintptr
	writable uintptr
)

func start(number *uintptr) {
	zero++
	*number += uintptr(unsafe.Pointer(zeroPointer))
	*number += uintptr(initialised)
	*number += uintptr(len(text))
	*number += uintptr(unsafe.Pointer(pointer))
	*number += constant + writable
	planted.Count()
}

func main() {}
`
	const inPackage = `package planted

var counter int

//go:noinline
func Count() { counter++ }
`
	const data = entry + `
DATA ·constant(SB)/WORD, $·distant(SB)
GLOBL ·constant(SB), RODATA, $WORD
DATA ·writable(SB)/WORD, $1
GLOBL ·writable(SB), NOPTR, $WORD
`
	const start = "not freestanding: main.rt0 -> main.start -> "
	const why = ", a variable: PID 1 has none, as all its memory except the stack is read-only"
	const pkg = "dumb-init.alt/internal/planted"
	want := []string{
		start + pkg + ".Count -> " + pkg + ".counter" + why,
		start + "main.constant -> main.distant" + why,
		start + "main.initialised" + why,
		start + "main.pointer" + why,
		start + "main.text" + why,
		start + "main.writable" + why,
		start + "main.zero" + why,
		start + "main.zeroPointer" + why,
	}
	for _, arch := range architectures {
		t.Run(arch, func(t *testing.T) {
			t.Parallel()
			p := planted(source, words(arch, data))
			p["internal/planted/planted.go"] = inPackage
			got := p.refusals(t, arch)
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		})
	}
}

// Data that the Go linker makes read-only is no variable: string literals, values of composite
// literals, numbers too large for an instruction, and data of assembly with the flag RODATA.
func TestConstants(t *testing.T) {
	const source = `package main

func rt0()

var constant [2]uintptr

const large = 0x123456789abcdef0

func start(number *uint64) {
	*number += uint64("seventeen"[*number&7])
	*number = *number ^ large + uint64(constant[1])
}

func main() {}
`
	const data = entry + `
DATA ·constant+0(SB)/WORD, $·constant(SB)
DATA ·constant+WORD(SB)/WORD, $7
GLOBL ·constant(SB), RODATA, $(2*WORD)
`
	for _, arch := range architectures {
		t.Run(arch, func(t *testing.T) {
			t.Parallel()
			kept, err := reach(planted(source, words(arch, data)).load(t, arch))
			kit.Try(t, err)
			for _, want := range []string{literal, "main.constant"} {
				if !slices.ContainsFunc(kept, func(b block) bool {
					return strings.HasPrefix(b.name, want)
				}) {
					t.Errorf("got no block whose name begins %q, want one", want)
				}
			}
		})
	}
}
