package main

import (
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestStructure holds the picture in ARCHITECTURE.md, a line "package → what it imports" each, against the
// imports. Whoever adds an arrow draws it; and nothing but x/sys/unix is drawn from outside.
func TestStructure(t *testing.T) {
	text, err := os.ReadFile("../../ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	drawn := map[string]string{}
	for _, line := range regexp.MustCompile(`(?m)^    ([a-z]+) +→ (.*)$`).FindAllStringSubmatch(string(text), -1) {
		drawn[line[1]] = line[2]
	}
	out, err := exec.Command("go", "list", "-deps", "-f", `{{if not .Standard}}{{.ImportPath}} {{join .Imports " "}}{{end}}`, ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	if len(out) == 0 {
		t.Fatal("go list names no package")
	}
	short := strings.NewReplacer("dumb-init.alt/internal/", "", "dumb-init.alt/cmd/dumb-init", "main", "golang.org/x/sys/unix", "unix")
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		name, imports := short.Replace(words[0]), []string{}
		if name == "unix" {
			continue
		}
		for _, imported := range words[1:] {
			if strings.Contains(imported, ".") || strings.HasPrefix(imported, "dumb-init.alt/") {
				imports = append(imports, short.Replace(imported))
			}
		}
		slices.Sort(imports)
		want := strings.Join(imports, " ")
		if want == "" {
			want = "nothing"
		}
		if drawn[name] != want {
			t.Errorf("ARCHITECTURE.md draws %s → %s; it imports %s", name, drawn[name], want)
		}
		delete(drawn, name)
	}
	for name := range drawn {
		t.Errorf("ARCHITECTURE.md draws %s, which there is not", name)
	}
}
