package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// initialising is a program of packages that want to be initialised, and of others.
func initialising() program {
	p := planted(`package main

import (
	_ "dumb-init.alt/internal/planted/function"
	_ "dumb-init.alt/internal/planted/static"
	_ "dumb-init.alt/internal/planted/variable"
	_ "dumb-init.alt/internal/planted/with.dot"
)

func rt0()

var unused = result()

//go:noinline
func result() int { return 1 }

func start() {}

func main() {}
`, entry)
	p["internal/planted/function/function.go"] = `package function

var unused int

func init() { unused++ }
`
	p["internal/planted/variable/variable.go"] = `package variable

var unused = map[string]int{"one": 1}
`
	p["internal/planted/with.dot/dot.go"] = `package dot

var unused = new(int)

func init() { *unused = 1 }
`
	p["internal/planted/static/static.go"] = `package static

import _ "golang.org/x/sys/unix" // has an initialiser, and may

type number int

// init is no initialiser, as it is a method.
func (n number) init() number { return n + 1 }

var unused = [...]func(number) number{number.init, func(n number) number { return n }}
`
	return p
}

// A package of the program with an initialiser is refused, even though the Go linker has left out
// what it would initialise. Static data needs no initialiser. Packages of others may have one.
func TestInitialisers(t *testing.T) {
	const why = " has an initialiser: nothing would run it, as the Go runtime never starts"
	want := []string{
		"not freestanding: dumb-init.alt/internal/planted/function" + why,
		"not freestanding: dumb-init.alt/internal/planted/variable" + why,
		"not freestanding: dumb-init.alt/internal/planted/with.dot" + why,
		"not freestanding: main" + why,
	}
	for _, arch := range architectures {
		t.Run(arch, func(t *testing.T) {
			t.Parallel()
			got := initialising().refusals(t, arch)
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		})
	}
}

// Packages that are not those of the program prove nothing: each function that is reached must be
// in one, and the package main must have a task of initialisation.
func TestCompiledPackages(t *testing.T) {
	directory := planted(idle, entry).link(t, "amd64")
	name := filepath.Join(directory, "symbols")
	symbols, err := os.ReadFile(name)
	kit.Try(t, err)
	for _, c := range []struct {
		name   string
		spoilt string // a part of the name of a symbol that is missing
		want   string // the complaint
	}{
		{"complete", "", ""},
		{"no task", "main..inittask", "not understood: main..inittask is in no package"},
		{"no function", " T main.start", "not understood: main.start is in no package"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var kept []string
			for line := range strings.Lines(string(symbols)) {
				if c.spoilt == "" || !strings.Contains(line, c.spoilt) {
					kept = append(kept, line)
				}
			}
			kit.Try(t, os.WriteFile(name, []byte(strings.Join(kept, "")), 0o644))
			err := freestand(directory, filepath.Join(directory, "output"))
			if c.want == "" && err != nil {
				t.Errorf("got error %v, want none", err)
			}
			if c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("got error %v, want %q", err, c.want)
			}
		})
	}
}
