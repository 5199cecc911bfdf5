package main

// rt0 is the entry point of the program: the linker is told so by -E main.rt0. It blocks every
// signal, points the register g to zeros, and calls start.
func rt0()

// For staticcheck, which looks for unused code: only the linker and the assembly use these.
var (
	_ = rt0
	_ = start
)
