package main

import (
	"debug/buildinfo"
	"debug/elf"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// architectures are all that the program is built for, by GOARCH, and how to run them elsewhere.
var architectures = map[string]string{
	"amd64": "qemu-x86_64-static", "arm64": "qemu-aarch64-static", "arm": "qemu-arm-static",
	"386": "qemu-i386-static", "ppc64le": "qemu-ppc64le-static", "riscv64": "qemu-riscv64-static", "s390x": "qemu-s390x-static",
}

// TestTheorem builds the program, which proves it, and looks at what comes out: it is static, nothing in
// it can be written, it is small, and it runs.
func TestTheorem(t *testing.T) {
	for arch, emulator := range architectures {
		t.Run(arch, func(t *testing.T) {
			t.Parallel()
			program := filepath.Join(t.TempDir(), "dumb-init")
			if out, err := build(arch, program, "", ""); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			file, err := elf.Open(program)
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			loaded := 0
			for _, segment := range file.Progs {
				switch segment.Type {
				case elf.PT_INTERP, elf.PT_DYNAMIC:
					t.Errorf("not static: %v", segment.Type)
				case elf.PT_LOAD:
					loaded++
					if segment.Flags&elf.PF_W != 0 {
						t.Errorf("segment at %#x is writable", segment.Vaddr)
					}
				case elf.PT_GNU_STACK:
					if segment.Flags&elf.PF_X != 0 {
						t.Error("the stack is executable")
					}
				}
			}
			limit, segments := int64(1<<20), 8
			if arch == "amd64" || arch == "arm64" {
				limit, segments = 40<<10, 1
			}
			if info, _ := os.Stat(program); info.Size() > limit || loaded > segments {
				t.Errorf("%d bytes and %d segments, more than %d and %d", info.Size(), loaded, limit, segments)
			}
			if info, err := buildinfo.ReadFile(program); err != nil || info.Path != "dumb-init.alt/cmd/dumb-init" {
				t.Errorf("the information about the build: %v, %v", info, err)
			}
			command := []string{program, "sh", "-c", "exit 7"}
			if out, err := exec.Command("uname", "-m").Output(); err != nil || machine[strings.TrimSpace(string(out))] != arch {
				need(t, emulator)
				command = append([]string{emulator}, command...)
			}
			err = exec.Command(command[0], command[1:]...).Run()
			if exit, ok := err.(*exec.ExitError); !ok || exit.ExitCode() != 7 {
				t.Errorf("the program does not run: %v", err)
			}
		})
	}
}

var machine = map[string]string{
	"x86_64": "amd64", "aarch64": "arm64", "armv7l": "arm",
	"i686": "386", "ppc64le": "ppc64le", "riscv64": "riscv64", "s390x": "s390x",
}

// TestTheoremCanFail builds programs that do what a freestanding one may not: each is refused, with the
// way to the function that it must not reach.
func TestTheoremCanFail(t *testing.T) {
	for _, c := range []struct{ name, body, reaches string }{
		{"nothing", "sink = 1", ""},
		{"make", "bytes = make([]byte, sink)", "main.start -> runtime.makeslice"},
		{"new", "pointer = new(int)", "main.start -> runtime.newobject"},
		{"append", "bytes = append(bytes, 1)", "main.start -> runtime.growslice"},
		{"concatenation", "text = text + text", "main.start -> runtime.concatstring"},
		{"map", "sink = table[sink]", "main.start -> runtime.mapaccess"},
		{"channel", "sink = <-channel", "main.start -> runtime.chanrecv"},
		{"goroutine", "go start(nil, 0)", "main.start -> runtime.newproc"},
		{"panic", `panic("")`, "main.start -> runtime.gopanic"},
		{"bounds", "sink = array[sink]", "main.start -> runtime.panicBounds"},
		{"division", "sink = 1 / sink", "main.start -> runtime.panicdivide"},
		{"defer", "defer start(nil, 0); if sink == 1 { panic(1) }", "main.start -> runtime."},
		{"interface", "boxed = sink", "main.start -> runtime.convT"},
		{"write barrier", "*where = pointer", "main.start -> runtime.gcWriteBarrier"},
		{"function value", "function()", "main.start -> a call through a register"},
		{"function in data", "sink = *(*int)(unsafe.Pointer(&functions))", "main.functions -> "},
		{"several calls away", "far()", "main.start -> main.far -> main.further -> runtime.newobject"},
	} {
		for arch := range architectures {
			t.Run(c.name+"/"+arch, func(t *testing.T) {
				t.Parallel()
				out, err := build(arch, filepath.Join(t.TempDir(), "program"), "main.go", fmt.Sprintf(program, c.body))
				switch {
				case c.reaches == "" && err != nil:
					t.Errorf("refused: %s", out)
				case c.reaches != "" && (err == nil || !strings.Contains(out, c.reaches)):
					t.Errorf("error %v, want %q in:\n%s", err, c.reaches, out)
				}
			})
		}
	}
}

// program is a main package whose start is to be filled in.
const program = `package main

import "unsafe"

func rt0()

var (
	everySignal     = ^uint64(0)
	g               [64]uintptr
	threadPointer   = [2]*[64]uintptr{&g}
	segment         = &threadPointer[1]
	noThreadPointer = "."

	sink      int
	bytes     []byte
	text      string
	pointer   *int
	where     = &pointer
	table     map[int]int
	channel   chan int
	boxed     any
	array     [4]int
	function  = further
	functions = [...]func(){further}
)

func start(sp unsafe.Pointer, blocked int) {
	%s
}

//go:noinline
func far() { further() }

//go:noinline
func further() { pointer = new(int) }

func main() { function = nil }
`

// build builds dumb-init, or with another source in place of one of its files.
func build(arch, output, file, source string) (string, error) {
	root, err := filepath.Abs("../..")
	if err != nil {
		return "", err
	}
	args := []string{arch, output}
	if source != "" {
		replaced, overlay := output+filepath.Ext(file), output+".json"
		for name, text := range map[string]string{
			replaced: source,
			overlay:  fmt.Sprintf(`{"Replace": {%q: %q}}`, filepath.Join(root, "cmd/dumb-init", file), replaced),
		} {
			if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
				return "", err
			}
		}
		args = append(args, "-overlay", overlay)
	}
	out, err := exec.Command(filepath.Join(root, "scripts/build"), args...).CombinedOutput()
	return string(out), err
}

// need skips a test for want of a tool; in CI that is a failure.
func need(t *testing.T, tool string) {
	t.Helper()
	if _, err := exec.LookPath(tool); err == nil {
		return
	}
	if os.Getenv("CI") != "" {
		t.Fatalf("%s is missing", tool)
	}
	t.Skipf("%s is missing", tool)
}
