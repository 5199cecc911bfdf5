package supervisor

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// An overlay has the go command read other texts in the place of files, or see files that are not
// there (go help build, -overlay).
type overlay struct {
	t         testing.TB
	directory string            // of the texts
	replace   map[string]string // the path of a file, to the path of what is read; "" is no file
}

func newOverlay(t testing.TB) *overlay {
	return &overlay{
		t:         t,
		directory: t.TempDir(),
		replace:   map[string]string{},
	}
}

// put has a text read in the place of a file, which need not exist.
func (o *overlay) put(file string, text []byte) {
	written, err := os.CreateTemp(o.directory, "*.go")
	kit.Try(o.t, err)
	defer written.Close()
	_, err = written.Write(text)
	kit.Try(o.t, err)
	o.replace[absolute(o.t, file)] = written.Name()
}

// simulateKernel has the simulated kernel read in the place of internal/kernel.
func (o *overlay) simulateKernel() {
	real := "../kernel"
	for _, file := range goFiles(o.t, real) {
		o.replace[absolute(o.t, file)] = ""
	}
	for _, file := range goFiles(o.t, "testdata/kernel") {
		o.replace[absolute(o.t, filepath.Join(real, filepath.Base(file)))] = absolute(o.t, file)
	}
}

// flag returns the flag of the go command.
func (o *overlay) flag() string {
	text, err := json.Marshal(map[string]any{"Replace": o.replace})
	kit.Try(o.t, err)
	path := filepath.Join(o.directory, "overlay.json")
	kit.Try(o.t, os.WriteFile(path, text, 0o644))
	return "-overlay=" + path
}

func goFiles(t testing.TB, directory string) []string {
	files, err := filepath.Glob(filepath.Join(directory, "*.go"))
	kit.Try(t, err)
	if len(files) == 0 {
		t.Fatalf("no Go files in %s", directory)
	}
	return files
}

func absolute(t testing.TB, path string) string {
	path, err := filepath.Abs(path)
	kit.Try(t, err)
	return path
}
