package peers

import (
	"path/filepath"
	"runtime"

	"dumb-init.alt/internal/testing/kit"
)

// Bench holds the programs that a measurement needs: dumb-init, and the small ones of testdata.
type Bench struct {
	Ours       Init
	OursSingle Init // with -c

	directory string // where the programs are built
	launch    string // runs commands as PID 1, and takes their time
	nothing   string // a command that exits at once
	work      string // a command that gives its init something to do
}

// New builds the programs in a directory.
func New(directory string) (*Bench, error) {
	ours := filepath.Join(directory, "dumb-init")
	b := &Bench{
		Ours:       Init{Name: "ours", Argv: []string{ours}},
		OursSingle: Init{Name: "ours -c", Argv: []string{ours, "-c"}},
		directory:  directory,
		launch:     filepath.Join(directory, "launch"),
		nothing:    filepath.Join(directory, "nothing"),
		work:       filepath.Join(directory, "work"),
	}
	if err := kit.Build(runtime.GOARCH, ours); err != nil {
		return nil, err
	}
	if err := kit.Compile(source("launch.c"), b.launch); err != nil {
		return nil, err
	}
	if err := kit.Compile(source("nothing.c"), b.nothing, "-nostdlib"); err != nil {
		return nil, err
	}
	if err := kit.Compile(source("work.c"), b.work); err != nil {
		return nil, err
	}
	return b, nil
}

// Hosted builds an init on the Go runtime, which shows what Go would cost otherwise.
func (b *Bench) Hosted() (Init, error) {
	output := filepath.Join(b.directory, "hosted")
	err := kit.Command(
		"env", "CGO_ENABLED=0",
		"go", "build", "-C", kit.Root(), "-trimpath", "-ldflags=-s -w", "-o", output,
		"./scripts/bench/peers/testdata/hosted",
	)
	return Init{Name: "Go os/signal", Argv: []string{output}}, err
}

// Floor builds the smallest init in C, which shows how little is possible.
func (b *Bench) Floor() (Init, error) {
	output := filepath.Join(b.directory, "floor")
	err := kit.Command("musl-gcc", "-static", "-Os", "-s", "-Wall", "-o", output, source("floor.c"))
	return Init{Name: "C floor", Argv: []string{output}}, err
}

func source(name string) string {
	return filepath.Join(kit.Root(), "scripts/bench/peers/testdata", name)
}
