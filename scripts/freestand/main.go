// Command freestand is the second half of the linker. The first half, the Go linker, has linked a
// program whose entry point is its own, main.rt0, so that the Go runtime never starts. This command
// proves that only allowed code can be reached from there, and writes an executable of that code
// and nothing else.
//
//	freestand DIRECTORY OUTPUT
//
// DIRECTORY holds what the script link has left there. The exit status is 1 if the proof fails.
// Standard error then has the chain of references that leads from the entry point to what is not
// allowed.
//
// README.md says what is proven, and in which order to read the files.
package main

import (
	"errors"
	"fmt"
	"os"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: freestand DIRECTORY OUTPUT")
		os.Exit(2)
	}
	if err := freestand(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func freestand(directory, output string) error {
	image, err := load(directory)
	if err != nil {
		return fmt.Errorf("reading the linked program: %w", err)
	}
	kept, err := reach(image)
	if err := errors.Join(err, refuseInitialisers(image, kept)); err != nil {
		return err
	}
	if err := prove(image, kept); err != nil {
		return err
	}
	layout, err := layOut(image, kept)
	if err != nil {
		return fmt.Errorf("the program cannot be moved: %w", err)
	}
	if err := write(output, layout); err != nil {
		return err
	}
	if err := verify(output, layout); err != nil {
		return fmt.Errorf("%s is not the program that was linked: %w", output, err)
	}
	return nil
}
