package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// stateful is a program without variables, whose start is to be filled in.
const stateful = `package main

func rt0()

var functions [1]uintptr // see table

type state struct {
	number   int
	bytes    []byte
	text     string
	pointer  *int
	where    **int
	table    map[int]int
	channel  chan int
	boxed    any
	array    [4]int
	function func(*state)
}

func start(s *state) {
	%s
}

//go:noinline
func far(s *state) { further(s) }

//go:noinline
func further(s *state) { s.pointer = new(int) }

func main() {}
`

// table is constant data that holds the address of a function.
const table = `
DATA ·functions(SB)/WORD, $·further(SB)
GLOBL ·functions(SB), RODATA, $WORD
`

// A program that does what needs the Go runtime is refused, with the way to the function that does
// it.
func TestReachRefuses(t *testing.T) {
	const start = "not freestanding: main.rt0 -> main.start -> "
	for _, c := range []struct {
		name string
		body string
		want string // the beginning of a complaint, or "" if there is none
	}{
		{"nothing", "s.number = 1", ""},
		{"make", "s.bytes = make([]byte, s.number)", start + "runtime.makeslice"},
		{"new", "s.pointer = new(int)", start + "runtime.newobject"},
		{"append", "s.bytes = append(s.bytes, 1)", start + "runtime.growslice"},
		{"concatenation", "s.text += s.text", start + "runtime.concatstring"},
		{"map", "s.number = s.table[s.number]", start + "runtime.mapaccess"},
		{"channel", "s.number = <-s.channel", start + "runtime.chanrecv"},
		{"goroutine", "go start(nil)", start + "runtime.newproc"},
		{"panic", `panic("")`, start + "runtime.gopanic"},
		{"bounds", "s.number = s.array[s.number]", start + "runtime.panicBounds"},
		{"division", "s.number = 1 / s.number", start + "runtime.panicdivide"},
		{"defer", "defer far(s); if s.number == 1 { panic(1) }", start + "runtime."},
		{"interface", "s.boxed = s.number", start + "runtime.convT"},
		{"write barrier", "*s.where = s.pointer", start + "runtime.gcWriteBarrier"},
		{"function value", "s.function(s)", start + "a call through a register"},
		{
			"function in data",
			"s.number = int(functions[0])",
			start + "main.functions -> main.further -> runtime.newobject",
		},
		{
			"composite literal",
			"s.number = [...]int{2, 3, 5, 7, 11, 13, 17, 19}[s.number&7]",
			start + "data without a name, behind ",
		},
		{"several calls away", "far(s)", start + "main.far -> main.further -> runtime.newobject"},
	} {
		for _, arch := range architectures {
			t.Run(c.name+"/"+arch, func(t *testing.T) {
				t.Parallel()
				p := planted(fmt.Sprintf(stateful, c.body), words(arch, entry+table))
				got := p.refusals(t, arch)
				if c.want == "" && len(got) > 0 {
					t.Errorf("got %q, want no complaint", got)
				}
				if c.want != "" && !slices.ContainsFunc(got, func(complaint string) bool {
					return strings.HasPrefix(complaint, c.want)
				}) {
					t.Errorf("got %q, want a complaint that begins %q", got, c.want)
				}
			})
		}
	}
}
