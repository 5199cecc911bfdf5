package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
)

// compiled is what there is in the packages, before the Go linker has dropped anything.
type compiled struct {
	functions map[string]bool
	initTasks []initTask
}

// initTask is what the Go runtime would do to initialise a package before main.main: call its
// functions init, and one that sets the variables that are not static data. The compiler makes it:
// see package pkginit there, and the type initTask in package runtime.
type initTask struct {
	pkg  string // its path
	size uint64 // of the symbol: initTaskEmpty, and a word for each function to call
}

// initTaskEmpty is the size of the symbol if there is no function to call: two 32-bit words, the
// state and the number of functions.
const initTaskEmpty = 8

// nmLine matches a line of 'go tool nm -size' about a symbol that is defined: its size, kind and
// name. The name of the object comes before it if there are several in an archive.
var nmLine = regexp.MustCompile(`^(?:.*:\t)? *[0-9a-f]+ +([0-9]+) ([A-Za-z]) (.+)$`)

// readCompiled reads what 'go tool nm -size' has printed.
func readCompiled(symbols string) (*compiled, error) {
	file, err := os.Open(symbols)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	c := &compiled{functions: map[string]bool{}}
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		parts := nmLine.FindStringSubmatch(lines.Text())
		if parts == nil {
			continue
		}
		kind, name := parts[2], parts[3]
		if kind == "T" || kind == "t" {
			c.functions[name] = true
		}
		if pkg, ok := strings.CutSuffix(name, "..inittask"); ok {
			size, err := strconv.ParseUint(parts[1], 10, 64)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			c.initTasks = append(c.initTasks, initTask{strings.ReplaceAll(pkg, "%2e", "."), size})
		}
	}
	return c, lines.Err()
}

// refuseInitialisers fails for each package of the program itself that has something to initialise.
// The Go linker has dropped the code for that, as nothing calls it, so the compiled packages are
// asked.
//
// They are the packages of this program if every function that is reached is in them. And the
// compiler gives the package main a task in any case: without one, the tasks are called otherwise,
// and were not found.
func refuseInitialisers(image *image, kept []block) error {
	var broken []error
	found := false
	for _, task := range image.compiled.initTasks {
		found = found || task.pkg == "main"
		if isOwn(task.pkg+".") && task.size != initTaskEmpty {
			broken = append(broken, fmt.Errorf("not freestanding: %s has an initialiser: "+
				"nothing would run it, as the Go runtime never starts", task.pkg))
		}
	}
	if !found {
		broken = append(broken, errors.New("not understood: main..inittask is in no package"))
	}
	for _, b := range kept {
		if b.text && isOwn(b.name) && !image.compiled.functions[plain(b.name)] {
			broken = append(broken, fmt.Errorf("not understood: %s is in no package", b.name))
		}
	}
	return errors.Join(broken...)
}
