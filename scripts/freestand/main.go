// Command freestand turns a program that the Go toolchain has linked with an entry point of its own into
// a freestanding one: it proves that what can be reached from the entry point is allowed, and writes an
// executable that holds that and nothing else. The Go runtime, which the linker always adds, is left out.
//
//	freestand LINKED OUTPUT
//
// LINKED must have its symbol table. The exit status is 1, with the chain of references on standard
// error, if more can be reached than the rules in allowed.go permit.
package main

import (
	"fmt"
	"os"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: freestand LINKED OUTPUT")
		os.Exit(2)
	}
	if err := freestand(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "freestand:", err)
		os.Exit(1)
	}
}

func freestand(linked, output string) error {
	image, err := load(linked)
	if err != nil {
		return fmt.Errorf("reading %s: %w", linked, err)
	}
	kept, err := reach(image)
	if err != nil {
		return fmt.Errorf("%s is not freestanding: %w", linked, err)
	}
	return write(output, image, kept)
}
