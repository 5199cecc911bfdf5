package main

import (
	"bufio"
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
)

// literal begins the names of the symbols of string literals. The linker lays them all into one, whose name is
// this and an asterisk, and leaves theirs out of the symbol table.
const literal = "go:string."

// long begins, after that, the names of those that are called by their length and a hash. The name of any other
// is itself, quoted.
const long = ".gostring."

// readLiterals reads the names of the literals, with their lengths, from what the linker prints with -dumpdep:
// lines of the form 'FROM -> TO', on which each symbol of the program stands once as TO.
func readLiterals(names string) (literals []symbol, err error) {
	file, err := os.Open(names)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		_, name, ok := strings.Cut(lines.Text(), " -> "+literal)
		if !ok {
			continue
		}
		size := 0
		if rest, ok := strings.CutPrefix(name, long); ok {
			length, _, _ := strings.Cut(rest, ".")
			size, err = strconv.Atoi(length)
		} else {
			var text string
			text, err = strconv.Unquote(name)
			size = len(text)
		}
		if err != nil {
			return nil, fmt.Errorf("literal %s: %w", name, err)
		}
		if size > 0 {
			literals = append(literals, symbol{name: literal + name, size: uint64(size)})
		}
	}
	return literals, lines.Err()
}

// restore gives the literals their symbols back. The linker has laid them in the order of their lengths, with
// zeros between where it aligns them. So what comes next is one of the literals of the next length that have not
// been yet; that every one of them is found, and nothing else, proves that they lie so.
func (image *image) restore(literals []symbol) error {
	all, ok := image.block(image.places[literal+"*"])
	if !ok {
		return fmt.Errorf("no %s*", literal)
	}
	left := map[string]bool{}
	var lengths []uint64
	for _, s := range literals {
		if left[s.name] {
			return fmt.Errorf("two literals %s", s.name)
		}
		left[s.name] = true
		lengths = append(lengths, s.size)
	}
	slices.Sort(lengths)
	at := uint64(0)
	image.starts = slices.DeleteFunc(image.starts, func(s symbol) bool { return s.addr == all.addr })
next:
	for _, size := range lengths {
		for align := uint64(1); align <= 32; align *= 2 {
			start := at + -(all.addr+at)%align
			if start+size > uint64(len(all.data)) || !zeros(all.data[at:start]) {
				break
			}
			if name := nameOf(all.data[start : start+size]); left[name] {
				delete(left, name)
				image.starts = append(image.starts, symbol{name, all.addr + start, size})
				image.places[name] = all.addr + start
				at = start + size
				continue next
			}
		}
		return fmt.Errorf("no literal of %d bytes at %#x, in %s*", size, all.addr+at, literal)
	}
	if !zeros(all.data[at:]) {
		return fmt.Errorf("something that is no literal at %#x, in %s*", all.addr+at, literal)
	}
	slices.SortFunc(image.starts, func(a, b symbol) int { return cmp.Compare(a.addr, b.addr) })
	return nil
}

// nameOf is the name of the symbol of a literal: see StringSym in the compiler's package staticdata.
func nameOf(text []byte) string {
	if len(text) <= 100 {
		return literal + strconv.Quote(string(text))
	}
	hash := sha256.Sum256(append([]byte{1}, text...))
	return literal + long + strconv.Itoa(len(text)) + "." + base64.StdEncoding.EncodeToString(hash[:16])
}

func zeros(data []byte) bool { return len(bytes.Trim(data, "\x00")) == 0 }
