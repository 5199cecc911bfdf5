package main

// rt0 is the entry point of the program: the linker is told so by -E main.rt0. It blocks every
// signal, points the register g to zeros, and calls start.
func rt0()

// Nothing in Go refers to the two ends of the way in: the linker and the assembly do.
var (
	_ = rt0
	_ = start
)
