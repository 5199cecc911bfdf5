package main

import (
	"debug/buildinfo"
	"debug/elf"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// machines are the architectures by what 'uname -m' says on them.
var machines = map[string]string{
	"x86_64":  "amd64",
	"aarch64": "arm64",
	"armv7l":  "arm",
	"i686":    "386",
	"ppc64le": "ppc64le",
	"riscv64": "riscv64",
	"s390x":   "s390x",
}

// emulators run a program of an architecture on another one.
var emulators = map[string]string{
	"amd64":   "qemu-x86_64-static",
	"arm64":   "qemu-aarch64-static",
	"arm":     "qemu-arm-static",
	"386":     "qemu-i386-static",
	"ppc64le": "qemu-ppc64le-static",
	"riscv64": "qemu-riscv64-static",
	"s390x":   "qemu-s390x-static",
}

// On every architecture scripts/build proves that dumb-init is freestanding. What it writes is
// static, cannot be written to, is small, knows how it was built, and runs.
func TestBuild(t *testing.T) {
	for _, arch := range architectures {
		t.Run(arch, func(t *testing.T) {
			t.Parallel()
			program := filepath.Join(t.TempDir(), "dumb-init")
			kit.Try(t, kit.Build(arch, program))
			checkSegments(t, arch, program)
			checkSize(t, arch, program)
			info, err := buildinfo.ReadFile(program)
			kit.Try(t, err)
			if want := "dumb-init.alt/cmd/dumb-init"; info.Path != want {
				t.Errorf("the information about the build: got path %q, want %q", info.Path, want)
			}
			checkRuns(t, arch, program)
		})
	}
}

// checkSegments fails unless the program is static, nothing is writable, and the stack is not
// executable.
func checkSegments(t *testing.T, arch, program string) {
	t.Helper()
	file, err := elf.Open(program)
	kit.Try(t, err)
	defer file.Close()
	loaded, stacks := 0, 0
	for _, segment := range file.Progs {
		switch segment.Type {
		case elf.PT_INTERP, elf.PT_DYNAMIC:
			t.Errorf("got a segment %v, want a static program", segment.Type)
		case elf.PT_LOAD:
			loaded++
			if segment.Flags&elf.PF_W != 0 {
				t.Errorf("segment at %#x: got flags %v, want no PF_W", segment.Vaddr, segment.Flags)
			}
		case elf.PT_GNU_STACK:
			stacks++
			if segment.Flags&elf.PF_X != 0 {
				t.Errorf("the stack: got flags %v, want no PF_X", segment.Flags)
			}
		}
	}
	limit := 8
	if arch == "amd64" || arch == "arm64" {
		limit = 1
	}
	if loaded > limit {
		t.Errorf("got %d segments in memory, want at most %d", loaded, limit)
	}
	if stacks != 1 {
		t.Errorf("got %d segments that say what the stack is, want 1", stacks)
	}
}

func checkSize(t *testing.T, arch, program string) {
	t.Helper()
	limit := int64(1 << 20)
	if arch == "amd64" || arch == "arm64" {
		limit = 64 << 10
	}
	info, err := os.Stat(program)
	kit.Try(t, err)
	if info.Size() > limit {
		t.Errorf("got %d bytes, want at most %d", info.Size(), limit)
	}
}

// checkRuns fails unless the program runs a command, and exits with its status.
func checkRuns(t *testing.T, arch, program string) {
	t.Helper()
	command := []string{program, "sh", "-c", "exit 7"}
	name, err := exec.Command("uname", "-m").Output()
	if err != nil || machines[strings.TrimSpace(string(name))] != arch {
		command = append([]string{kit.Need(t, emulators[arch])}, command...)
	}
	process := kit.Start(t, exec.Command(command[0], command[1:]...))
	process.WantStatus(7)
}

// scripts/build fails with the reason, and writes nothing, if the program is not freestanding.
func TestBuildRefuses(t *testing.T) {
	output := filepath.Join(t.TempDir(), "program")
	p := planted(fmt.Sprintf(stateful, "s.pointer = new(int)"), words("amd64", entry+table))
	err := kit.Build("amd64", output, p.flags(t)...)
	want := "not freestanding: main.rt0 -> main.start -> runtime.newobject"
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got error %v, want %q", err, want)
	}
	if _, err := os.Stat(output); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the executable: got error %v, want none to be there", err)
	}
}
