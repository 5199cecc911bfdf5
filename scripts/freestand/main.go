// Command freestand turns a program that the Go toolchain has linked with an entry point of its own into
// a freestanding one: it proves that what can be reached from the entry point is allowed, and writes an
// executable that holds that and nothing else. The Go runtime, which the linker always adds, is left out.
//
//	freestand LINKED AGAIN NAMES OUTPUT
//
// LINKED must have its symbol table. AGAIN is the same program, linked at other addresses: what differs tells
// what is an address. NAMES is what the linker printed with -dumpdep, for the names of the string literals.
// The exit status is 1, with the chain of references on standard error, if more can be reached than the rules
// in allowed.go permit.
package main

import (
	"fmt"
	"os"
)

func main() {
	if len(os.Args) != 5 {
		fmt.Fprintln(os.Stderr, "usage: freestand LINKED AGAIN NAMES OUTPUT")
		os.Exit(2)
	}
	if err := freestand(os.Args[1], os.Args[2], os.Args[3], os.Args[4]); err != nil {
		fmt.Fprintln(os.Stderr, "freestand:", err)
		os.Exit(1)
	}
}

func freestand(linked, again, names, output string) error {
	image, err := load(linked, again, names)
	if err != nil {
		return fmt.Errorf("reading %s: %w", linked, err)
	}
	kept, err := reach(image)
	if err != nil {
		return fmt.Errorf("%s is not freestanding: %w", linked, err)
	}
	if err := prove(image, kept); err != nil {
		return fmt.Errorf("%s is not understood: %w", linked, err)
	}
	layout, err := layOut(image, kept)
	if err != nil {
		return fmt.Errorf("%s cannot be moved: %w", linked, err)
	}
	if err := write(output, layout); err != nil {
		return err
	}
	if err := verify(output, layout); err != nil {
		return fmt.Errorf("%s is not %s: %w", output, linked, err)
	}
	return nil
}
