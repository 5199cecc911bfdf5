package main

import (
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const (
	module = "dumb-init.alt"
	unix   = "golang.org/x/sys/unix"
)

// short is a package's name in ARCHITECTURE.md.
func short(path string) string {
	switch path {
	case module + "/cmd/dumb-init":
		return "main"
	case unix:
		return "unix"
	}
	return strings.TrimPrefix(path, module+"/internal/")
}

// drawn returns the picture in ARCHITECTURE.md: lines of a package, an arrow, and what it imports.
func drawn(t *testing.T) map[string]string {
	t.Helper()
	text, err := os.ReadFile("../../ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	picture := map[string]string{}
	line := regexp.MustCompile(`(?m)^    ([a-z]+) +→ (.*)$`)
	for _, match := range line.FindAllStringSubmatch(string(text), -1) {
		picture[match[1]] = match[2]
	}
	return picture
}

// imported returns for each package of the program what it imports, except packages of the standard
// library.
func imported(t *testing.T) map[string]string {
	t.Helper()
	const format = `{{if not .Standard}}{{.ImportPath}} {{join .Imports " "}}{{end}}`
	output, err := exec.Command("go", "list", "-deps", "-f", format, ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	imports := map[string]string{}
	for line := range strings.Lines(string(output)) {
		paths := strings.Fields(line)
		if paths[0] == unix {
			continue
		}
		var names []string
		for _, path := range paths[1:] {
			if strings.Contains(path, ".") {
				names = append(names, short(path))
			}
		}
		slices.Sort(names)
		imports[short(paths[0])] = strings.Join(names, " ")
		if names == nil {
			imports[short(paths[0])] = "nothing"
		}
	}
	return imports
}

// The packages import what ARCHITECTURE.md draws, and nothing else. Whoever adds an arrow draws it.
func TestStructure(t *testing.T) {
	want, got := drawn(t), imported(t)
	if got["main"] == "" {
		t.Fatal("got no package main")
	}
	for name := range got {
		if got[name] != want[name] {
			t.Errorf("%s: got %s, want %q as drawn", name, got[name], want[name])
		}
	}
	for name := range want {
		if got[name] == "" {
			t.Errorf("%s: is drawn, but is not a package of the program", name)
		}
	}
}

// reasons says why a package of the standard library must not be imported by the program itself.
var reasons = map[string]string{
	"errors":  "an error value is allocated",
	"fmt":     "it allocates",
	"os":      "its initialisers never run",
	"os/exec": "it starts threads",
	"strconv": "its functions allocate or panic",
	"strings": "its functions allocate or panic",
	"sync":    "there is one thread",
	"syscall": "its wrappers call the scheduler; use internal/kernel",
	"time":    "its clock needs the runtime; use kernel.Now",
}

// allowed are the packages of the standard library that the program may import.
var allowed = []string{"math", "unsafe"}

// The program imports only those packages of the standard library that need no runtime.
func TestImports(t *testing.T) {
	const format = `{{range .Imports}}{{$.ImportPath}} {{.}}{{"\n"}}{{end}}`
	packages := []string{"list", "-f", format, "."}
	for name := range imported(t) {
		if name != "main" {
			packages = append(packages, module+"/internal/"+name)
		}
	}
	output, err := exec.Command("go", packages...).Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(output)) {
		var importer, path string
		if n, _ := fmt.Sscan(line, &importer, &path); n != 2 || strings.Contains(path, ".") {
			continue
		}
		if slices.Contains(allowed, path) {
			continue
		}
		reason := reasons[path]
		if reason == "" {
			reason = "it was not looked at"
		}
		t.Errorf("%s imports %s: %s", short(importer), path, reason)
	}
}
