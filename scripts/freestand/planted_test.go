package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// architectures are all that dumb-init is built for, by GOARCH.
var architectures = []string{"amd64", "arm64", "arm", "386", "ppc64le", "riscv64", "s390x"}

// moving are the architectures whose code is moved.
var moving = []string{"amd64", "arm64"}

// program is what is linked in place of dumb-init: sources, by their paths in the repository. A
// program of no files is dumb-init itself.
type program map[string]string

// entry is an entry point that is assembled for any architecture. Data may follow.
const entry = `
#include "textflag.h"

TEXT ·rt0(SB), NOSPLIT|NOFRAME, $0
	JMP ·start(SB)

`

// idle is a program that does nothing.
const idle = `package main

func rt0()

func start() {}

func main() {}
`

// planted returns a program of one file, with this assembly.
func planted(source, assembly string) program {
	return program{
		"cmd/dumb-init/planted.go": source,
		"cmd/dumb-init/planted.s":  assembly,
	}
}

// words fills in WORD, the size of an address, in assembly.
func words(arch, assembly string) string {
	size := 8
	if arch == "386" || arch == "arm" {
		size = 4
	}
	return strings.ReplaceAll(assembly, "WORD", strconv.Itoa(size))
}

// flags returns the flags of go build that put the program in place of dumb-init.
func (p program) flags(t *testing.T) []string {
	t.Helper()
	if len(p) == 0 {
		return nil
	}
	replace := map[string]string{}
	for _, pattern := range []string{"*.go", "*.s"} {
		files, err := filepath.Glob(filepath.Join(kit.Root(), "cmd/dumb-init", pattern))
		kit.Try(t, err)
		for _, file := range files {
			replace[file] = "" // not there
		}
	}
	directory := t.TempDir()
	for path, source := range p {
		file := filepath.Join(directory, strings.ReplaceAll(path, "/", "-"))
		kit.Try(t, os.WriteFile(file, []byte(source), 0o644))
		replace[filepath.Join(kit.Root(), path)] = file
	}
	overlay := filepath.Join(directory, "overlay.json")
	text, err := json.Marshal(map[string]any{"Replace": replace})
	kit.Try(t, err)
	kit.Try(t, os.WriteFile(overlay, text, 0o644))
	return []string{"-overlay", overlay}
}

// link has the Go linker link a program twice, and returns the directory with the result.
func (p program) link(t *testing.T, arch string) (directory string) {
	t.Helper()
	directory = t.TempDir()
	kit.Try(t, kit.Command("./link", append([]string{arch, directory}, p.flags(t)...)...))
	return directory
}

// load links a program, and reads it.
func (p program) load(t *testing.T, arch string) *image {
	t.Helper()
	image, err := load(p.link(t, arch))
	kit.Try(t, err)
	return image
}

// refusals are the complaints about a program, a line each.
func (p program) refusals(t *testing.T, arch string) []string {
	t.Helper()
	err := freestand(p.link(t, arch), filepath.Join(t.TempDir(), "program"))
	if err == nil {
		return nil
	}
	return strings.Split(err.Error(), "\n")
}
