package main

// rt0 is the entry point of the program: the linker is told so by -E main.rt0. It blocks every
// signal, makes g lead to zeros, and calls start. g is a register; on amd64 and 386 the thread
// pointer leads to it.
func rt0()

// For staticcheck, which looks for unused code: only the linker and the assembly use these.
var (
	_ = rt0
	_ = start
)
