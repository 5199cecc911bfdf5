// Package texts_test checks what the texts of the project say of the repository, and how they
// render.
package texts_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"dumb-init.alt/internal/options"
	"dumb-init.alt/internal/testing/kit"
)

// documents are the texts that name files and tests of the repository.
var documents = []string{"README.md", "CONTRIBUTING.md", "ARCHITECTURE.md"}

// Every path that a document names exists.
func TestPathsExist(t *testing.T) {
	path := regexp.MustCompile("[`( ](?:\\./)?" +
		"((?:\\.ci|cmd|debian|internal|man|packaging|rpm|scripts)/[^`), \n]*)")
	for _, document := range documents {
		found := path.FindAllStringSubmatch(read(t, document), -1)
		if len(found) == 0 {
			t.Errorf("%s: got no paths, want some", document)
		}
		for _, match := range found {
			name := strings.ReplaceAll(match[1], "ARCH", "*") // any architecture
			matches, err := filepath.Glob(filepath.Join(kit.Root(), name))
			if err != nil || len(matches) == 0 {
				t.Errorf("%s names %s: got no such file, want one", document, match[1])
			}
		}
	}
}

// Every test that a document tells to run exists in the package that it names.
func TestNamedTestsExist(t *testing.T) {
	command := regexp.MustCompile(`(?m)go test .*-run '?(Test\w+)\b.* (\./\S+?)` + "(?:`|$)")
	for _, document := range []string{"README.md", "CONTRIBUTING.md"} {
		found := command.FindAllStringSubmatch(read(t, document), -1)
		if len(found) == 0 {
			t.Errorf("%s: got no commands that run a test, want some", document)
		}
		for _, match := range found {
			name, directory := match[1], match[2]
			if !declares(t, directory, name) {
				t.Errorf("%s runs %s in %s: got no such test, want one", document, name, directory)
			}
		}
	}
}

// declares reports whether the package in a directory has a test.
func declares(t *testing.T, directory, name string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(kit.Root(), directory, "*_test.go"))
	kit.Try(t, err)
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		kit.Try(t, err)
		for _, declaration := range parsed.Decls {
			if f, ok := declaration.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == name {
				return true
			}
		}
	}
	return false
}

// No line of the manual begins with a number and a dot, which go-md2man takes for a list.
func TestManualBeginsNoNumberedList(t *testing.T) {
	number := regexp.MustCompile(`^\s*\d+[.)](\s|$)`)
	for i, line := range strings.Split(read(t, "man/dumb-init.1.md"), "\n") {
		if number.MatchString(line) {
			t.Errorf("line %d: got %q, want the number elsewhere", i+1, line)
		}
	}
}

// --help fits a terminal of 80 columns.
func TestHelpFitsTerminal(t *testing.T) {
	const columns = 80
	for line := range strings.Lines(options.HelpText) {
		if got := utf8.RuneCountInString(strings.TrimSuffix(line, "\n")); got > columns {
			t.Errorf("got %d columns, want at most %d: %s", got, columns, line)
		}
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(kit.Root(), name))
	kit.Try(t, err)
	return string(content)
}
