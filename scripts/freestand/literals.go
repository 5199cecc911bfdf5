package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
)

// literal is the prefix of the symbols of string literals. The Go linker puts all literals into one
// symbol, go:string.*, and leaves theirs out of the symbol table.
const literal = "go:string."

// long comes behind the prefix in the names of long literals: their length and a hash follow. The
// name of any other literal is the literal itself, quoted.
const long = ".gostring."

// readLiterals reads the names and lengths of the literals from what the Go linker prints with
// -dumpdep. On these lines, 'FROM -> TO', each symbol of the program is TO once.
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
		size, err := lengthOf(name)
		if err != nil {
			return nil, fmt.Errorf("literal %s: %w", name, err)
		}
		if size > 0 {
			literals = append(literals, symbol{name: literal + name, size: uint64(size)})
		}
	}
	return literals, lines.Err()
}

// lengthOf returns the length of a literal, by its name without the prefix.
func lengthOf(name string) (int, error) {
	if rest, ok := strings.CutPrefix(name, long); ok {
		length, _, _ := strings.Cut(rest, ".")
		return strconv.Atoi(length)
	}
	text, err := strconv.Unquote(name)
	return len(text), err
}

// nameOf returns the name of a literal's symbol: see StringSym in the compiler's package
// staticdata.
func nameOf(text []byte) string {
	if len(text) <= 100 {
		return literal + strconv.Quote(string(text))
	}
	hash := sha256.Sum256(append([]byte{1}, text...))
	sum := base64.StdEncoding.EncodeToString(hash[:16])
	return literal + long + strconv.Itoa(len(text)) + "." + sum
}

// divideLiterals gives the literals their symbols back. The Go linker puts the shorter ones first,
// with zeros between literals that it aligns. So next in memory is a literal of the next length:
// one of those not found yet. All literals must be found, and nothing else: this proves that their
// borders are right.
func (image *image) divideLiterals(literals []symbol) error {
	all, ok := image.block(image.addresses[literal+"*"])
	if !ok {
		return fmt.Errorf("no symbol %s*", literal)
	}
	image.symbols = slices.DeleteFunc(image.symbols, func(s symbol) bool {
		return s.addr == all.addr
	})
	missing := map[string]bool{}
	var lengths []uint64
	for _, s := range literals {
		if missing[s.name] {
			return fmt.Errorf("two literals %s", s.name)
		}
		missing[s.name] = true
		lengths = append(lengths, s.size)
	}
	slices.Sort(lengths)
	at := uint64(0)
	for _, size := range lengths {
		start, ok := nextLiteral(all, at, size, missing)
		if !ok {
			return fmt.Errorf("no literal of %d bytes at %#x, in %s*", size, all.addr+at, literal)
		}
		name := nameOf(all.data[start : start+size])
		delete(missing, name)
		image.symbols = append(image.symbols, symbol{name, all.addr + start, size})
		image.addresses[name] = all.addr + start
		at = start + size
	}
	if !zeros(all.data[at:]) {
		return fmt.Errorf("something that is no literal at %#x, in %s*", all.addr+at, literal)
	}
	image.sortSymbols()
	return nil
}

// nextLiteral returns where a literal of some size begins: at a place in the block of all literals,
// or behind the zeros that align it.
func nextLiteral(all block, at, size uint64, missing map[string]bool) (start uint64, ok bool) {
	for align := uint64(1); align <= 32; align *= 2 {
		start := at + -(all.addr+at)%align
		if start+size > uint64(len(all.data)) || !zeros(all.data[at:start]) {
			return 0, false
		}
		if missing[nameOf(all.data[start:start+size])] {
			return start, true
		}
	}
	return 0, false
}

func zeros(data []byte) bool {
	return len(bytes.Trim(data, "\x00")) == 0
}
