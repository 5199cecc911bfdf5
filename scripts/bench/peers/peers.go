// Package peers measures dumb-init beside other container inits, each as PID 1 of a new PID
// namespace. The inits take turns, so that whatever else the machine does meets all of them alike.
package peers

import (
	"os/exec"
	"slices"
)

// Init is an init to measure.
type Init struct {
	Name string
	Argv []string // the command's own arguments are appended
}

// The other inits, as Debian packages them. tini and catatonit signal the command alone, as
// dumb-init does with -c.
var (
	DumbInit       = Init{Name: "dumb-init 1.2.5", Argv: []string{"/usr/bin/dumb-init"}}
	DumbInitSingle = Init{Name: "dumb-init 1.2.5 -c", Argv: []string{"/usr/bin/dumb-init", "-c"}}
	Tini           = Init{Name: "tini", Argv: []string{"/usr/bin/tini-static"}}
	Catatonit      = Init{Name: "catatonit", Argv: []string{"/usr/bin/catatonit"}}
)

// Missing returns which of the inits, and of the programs that a measurement takes, are not
// installed.
func Missing(inits ...Init) (programs []string) {
	programs = []string{
		"gcc",
		"musl-gcc",
		"strace",
	}
	for _, init := range inits {
		programs = append(programs, init.Argv[0])
	}
	return slices.DeleteFunc(programs, func(program string) bool {
		_, err := exec.LookPath(program)
		return err == nil
	})
}

// Median returns the middle value. There must be at least one.
func Median[T int64 | float64](values []T) T {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}
