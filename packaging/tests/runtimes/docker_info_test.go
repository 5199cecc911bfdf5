//go:build runtimes

package runtimes

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// The daemon asks its init for a version, and takes dumb-init's answer without a warning: however
// it is told which program its init is.
func TestDockerInfo(t *testing.T) {
	t.Parallel()
	directory := filepath.Join(workDir, "named")
	// By this name dumb-init answers in the form that Docker wants.
	program := filepath.Join(directory, "docker-init")
	kit.Try(t, os.MkdirAll(directory, 0o755))
	kit.Try(t, copyFile(dumbInit, program))

	for _, row := range []struct {
		name     string
		path     string
		settings map[string]string
		binary   string // as 'docker info' names it
	}{
		{"init-path", "/", map[string]string{"init-path": program}, program},
		{"PATH", directory, nil, "docker-init"},
	} {
		t.Run(row.name, func(t *testing.T) {
			d := startDockerd(t, row.path, row.settings)
			d.wantInit(t, row.binary, program)
			start(t, d, script(engineInit, "exit 7")).wantStatus(7)
			defaultScenario.testStop(t, d, engineInit)
		})
	}
}

// wantInit fails unless the daemon has this binary as its init, and a version that is the
// program's.
func (d *dockerd) wantInit(t *testing.T, binary, program string) {
	t.Helper()
	info := d.do(t, "info")
	if want := " Init Binary: " + binary + "\n"; !strings.Contains(info, want) {
		t.Errorf("docker info: got %s, want a line %q", info, want)
	}

	const format = `{{range .Server.Components}}{{.Name}} {{.Version}}{{"\n"}}{{end}}`
	version := strings.TrimPrefix(run(t, command(program, "--version")), "tini version ")
	components := d.do(t, "version", "--format", format) + "\n"
	if want := "docker-init " + version + "\n"; !strings.Contains(components, want) {
		t.Errorf("docker version: got %s, want a line %q", components, want)
	}

	for line := range strings.Lines(info + "\n" + d.warnings(t)) {
		if strings.Contains(strings.ToLower(line), "warn") && strings.Contains(line, "version:") {
			t.Errorf("docker info and log of dockerd: got %s, want no warning of a version", line)
		}
	}
}
