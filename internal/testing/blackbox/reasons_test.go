package blackbox

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/testing/kit"
)

// failure is a command that cannot be executed.
type failure struct {
	command string
	reason  string // of the C library
	second  string // the line that follows, without its prefix; "" if there is none
	status  int
}

// check runs the command of a failure by a dumb-init with changes, which are those of launch.
func (f failure) check(t *testing.T, r runner, changes ...string) {
	t.Helper()
	cmd := r.command(f.command)
	if len(changes) > 0 {
		cmd = launched(cmd, changes...)
	}
	stdout, stderr, status := kit.Outcome(t, cmd)
	want := "[dumb-init] " + f.command + ": " + f.reason + "\n"
	if f.second != "" {
		want += "[dumb-init] " + f.second + "\n"
	}
	if stdout != "" || stderr != want || status != f.status {
		t.Errorf("got status %d, %q,\n%swant status %d, nothing,\n%s",
			status, stdout, stderr, f.status, want)
	}
}

// Reasons of the C library.
const (
	notFound       = "No such file or directory"
	notPermitted   = "Permission denied"
	unknownFormat  = "Exec format error"
	corruptLibrary = "Accessing a corrupted shared library"
)

// hostNames are the machines of the runners' architectures, as people call them.
var hostNames = map[string]string{
	"386":     "x86_64 (amd64)", // on the kernel of amd64
	"amd64":   "x86_64 (amd64)",
	"arm":     "arm",
	"arm64":   "aarch64 (arm64)",
	"ppc64le": "ppc64le",
	"riscv64": "riscv64",
	"s390x":   "s390x",
}

// machine returns what people call the machine that the runner's dumb-init sees.
func (r runner) machine() string {
	if r.emulated() && r.arch == "386" {
		return "i386 (386)"
	}
	return hostNames[r.arch]
}

// elfFile returns the bytes of an ELF file of a machine with 64 bits, which has a header and nothing
// else.
func elfFile(t *testing.T, machine elf.Machine, kind elf.Type) string {
	t.Helper()
	var text bytes.Buffer
	kit.Try(t, binary.Write(&text, binary.LittleEndian, elf.Header64{
		Ident:     [elf.EI_NIDENT]byte{0x7f, 'E', 'L', 'F', 2, 1, 1},
		Type:      uint16(kind),
		Machine:   uint16(machine),
		Phoff:     64,
		Phentsize: 56,
	}))
	return text.String()
}

// A file for another machine is named so, with both machines. The shell does not get it, whether it
// is the command itself or the interpreter of a script. (No emulator runs IA-64.)
func TestForeignMachine(t *testing.T) {
	each(t, everyone, func(t *testing.T, r runner) {
		directory := t.TempDir()
		foreign := filepath.Join(directory, "foreign")
		writeScript(t, foreign, elfFile(t, elf.EM_IA_64, elf.ET_DYN), 0o755)
		second := foreign + " is for ia64; this machine is " + r.machine() + "."
		failure{foreign, unknownFormat, second, 126}.check(t, r)
		path := "env=PATH=" + directory
		failure{"foreign", unknownFormat, second, 126}.check(t, r, "no-env", path)
	})
}

// A dumb-init for another architecture is a real file for another machine.
func TestForeignProgram(t *testing.T) {
	machines := map[string]string{
		"arm":     "arm",
		"arm64":   "aarch64 (arm64)",
		"ppc64le": "ppc64le",
		"riscv64": "riscv64",
		"s390x":   "s390x",
	}
	if emulators, _ := filepath.Glob("/proc/sys/fs/binfmt_misc/qemu-*"); emulators != nil {
		kit.Missing(t, "a kernel that runs no foreign programs (binfmt_misc)")
	}
	each(t, native, func(t *testing.T, r runner) {
		for arch, machine := range machines {
			if arch == r.arch {
				continue
			}
			second := binaries[arch] + " is for " + machine + "; this machine is " + r.machine()
			failure{binaries[arch], unknownFormat, second + ".", 126}.check(t, r)
		}
	})
}

// An ELF file that is damaged is not given to the shell either.
func TestDamagedELFFile(t *testing.T) {
	each(t, everyone, func(t *testing.T, r runner) {
		directory := t.TempDir()
		file := filepath.Join(directory, "file")
		writeScript(t, file, "\x7fELF\x02\x01\x01\x00 not quite", 0o755)
		second := file + " is a damaged ELF file."
		failure{file, unknownFormat, second, 126}.check(t, r)
		path := "env=PATH=" + directory
		failure{"file", unknownFormat, second, 126}.check(t, r, "no-env", path)
	})
}

// An object file, and a file that is cut off within its headers, are named so.
func TestELFFileThatIsNoProgram(t *testing.T) {
	each(t, native, func(t *testing.T, r runner) {
		directory := t.TempDir()
		source := filepath.Join(directory, "source.c")
		kit.Try(t, os.WriteFile(source, []byte("int main(void) { return 0; }\n"), 0o644))
		object := filepath.Join(directory, "object")
		kit.Try(t, kit.Command("gcc", "-c", "-o", object, source))
		text, err := os.ReadFile(object)
		kit.Try(t, err)
		writeScript(t, object+"2", string(text), 0o755)
		failure{
			command: object + "2",
			reason:  unknownFormat,
			second:  object + "2 is an object file, which has not been linked.",
			status:  126,
		}.check(t, r)

		whole, err := os.ReadFile(probe)
		kit.Try(t, err)
		cut := filepath.Join(directory, "cut")
		writeScript(t, cut, string(whole[:100]), 0o755)
		failure{
			command: cut,
			reason:  unknownFormat,
			second:  cut + " is damaged: it ends within its headers.",
			status:  126,
		}.check(t, r)
	})
}

// program compiles a program that names a loader, and returns its path.
func program(t *testing.T, loader string) (path string) {
	t.Helper()
	directory := t.TempDir()
	source := filepath.Join(directory, "source.c")
	kit.Try(t, os.WriteFile(source, []byte("int main(void) { return 0; }\n"), 0o644))
	path = filepath.Join(directory, "program")
	kit.Try(t, kit.Command("gcc", "-o", path, source, "-Wl,--dynamic-linker="+loader))
	return path
}

// A loader that does not exist is named. On another machine than the program's that is said, and on
// its own that another C library may be the reason.
func TestMissingLoader(t *testing.T) {
	const loader = "/no/such/ld.so.1"
	each(t, everyone, func(t *testing.T, r runner) {
		file := program(t, loader)
		why := "built for another C library?"
		if r.machine() != container.machine() {
			why = "the program is for " + container.machine() + "; this machine is " +
				r.machine() + "."
		}
		missing := file + " needs the loader " + loader + ", which does not exist: " + why
		failure{file, notFound, missing, 127}.check(t, r)

		script := filepath.Join(t.TempDir(), "script")
		writeScript(t, script, "#!"+file+"\n", 0o755)
		failure{
			command: script,
			reason:  notFound,
			second:  script + " needs the interpreter " + strings.Replace(missing, " ", ", which ", 1),
			status:  127,
		}.check(t, r)
	})
}

// A loader that may not be executed, or is for another machine, is named.
func TestUnusableLoader(t *testing.T) {
	each(t, native, func(t *testing.T, r runner) {
		directory := t.TempDir()
		foreign := filepath.Join(directory, "foreign")
		writeScript(t, foreign, elfFile(t, elf.EM_IA_64, elf.ET_DYN), 0o755)
		locked := filepath.Join(directory, "locked")
		writeScript(t, locked, elfFile(t, elf.EM_IA_64, elf.ET_DYN), 0o644)
		tests := []struct {
			loader string
			reason string
			why    string
		}{
			{locked, notPermitted, "has no execute permission (mode 0644)."},
			{directory, notPermitted, "is a directory."},
			{foreign, corruptLibrary, "is for ia64; this machine is " + r.machine() + "."},
		}
		for _, test := range tests {
			file := program(t, test.loader)
			second := file + " needs the loader " + test.loader + ", which " + test.why
			failure{file, test.reason, second, 126}.check(t, r)
		}
	})
}

// The shell runs an empty file, as with execvp(3), and ends with status 0. dumb-init says that the
// file is empty.
func TestEmptyFile(t *testing.T) {
	eachMode(t, everyone, func(t *testing.T, r runner, option []string) {
		directory := t.TempDir()
		file := filepath.Join(directory, "empty")
		writeScript(t, file, "", 0o755)
		want := "[dumb-init] " + file + " is an empty file: there is nothing for /bin/sh to run.\n"
		for _, name := range []string{file, "empty"} {
			cmd := r.command(append(option, name)...)
			cmd.Env = []string{"PATH=" + directory}
			stdout, stderr, status := kit.Outcome(t, cmd)
			if stdout != "" || stderr != want || status != 0 {
				t.Errorf("%s: got status %d, %q, %q, want status 0, nothing, %q",
					name, status, stdout, stderr, want)
			}
		}
	})
}

// If there is no PATH, or an empty one, that is said.
func TestNoPath(t *testing.T) {
	const name = "no-such-command"
	each(t, everyone, func(t *testing.T, r runner) {
		const unset = name + " is not in the default PATH, as PATH is not set: /bin:/usr/bin"
		failure{name, notFound, unset, 127}.check(t, r, "no-env")
		const empty = name + " is not in the working directory, as PATH is empty."
		failure{name, notFound, empty, 127}.check(t, r, "no-env", "env=PATH=")
	})
}

// A FIFO is not opened: nobody would ever write to it.
func TestFIFO(t *testing.T) {
	each(t, everyone, func(t *testing.T, r runner) {
		directory := t.TempDir()
		fifo := filepath.Join(directory, "fifo")
		kit.Try(t, unix.Mkfifo(fifo, 0o755))
		why := "is not a regular file."
		failure{fifo, notPermitted, fifo + " " + why, 126}.check(t, r)
		script := filepath.Join(directory, "script")
		writeScript(t, script, "#!"+fifo+"\n", 0o755)
		second := script + " needs the interpreter " + fifo + ", which " + why
		failure{script, notPermitted, second, 126}.check(t, r)
	})
}

// A file system that is mounted noexec is the reason, of a command and of an interpreter.
func TestNoexec(t *testing.T) {
	each(t, everyone, func(t *testing.T, r runner) {
		kit.NeedRoot(t)
		mounted := t.TempDir()
		if err := unix.Mount("noexec", mounted, "tmpfs", unix.MS_NOEXEC, ""); err != nil {
			kit.Missing(t, "mount: "+err.Error())
		}
		t.Cleanup(func() { kit.Try(t, unix.Unmount(mounted, unix.MNT_DETACH)) })
		file := filepath.Join(mounted, "file")
		writeScript(t, file, "#!/bin/sh\n", 0o755)
		why := "is on a file system that is mounted noexec."
		failure{file, notPermitted, file + " " + why, 126}.check(t, r)
		script := filepath.Join(t.TempDir(), "script")
		writeScript(t, script, "#!"+file+"\n", 0o755)
		second := script + " needs the interpreter " + file + ", which " + why
		failure{script, notPermitted, second, 126}.check(t, r)
	})
}

// openDirectory returns a directory that every user can reach.
func openDirectory(t *testing.T) (path string) {
	t.Helper()
	path, err := os.MkdirTemp("", "test")
	kit.Try(t, err)
	t.Cleanup(func() { os.RemoveAll(path) })
	kit.Try(t, os.Chmod(path, 0o755))
	return path
}

// A user who may not execute a file is told so, and which directory is in the way. A file that is
// there is a better reason than one in a directory that cannot be searched.
func TestOtherUser(t *testing.T) {
	const user = "uid=64100"
	each(t, everyone, func(t *testing.T, r runner) {
		kit.NeedRoot(t) // to be another user
		top := openDirectory(t)
		locked := filepath.Join(top, "locked")
		hidden := filepath.Join(locked, "hidden")
		own := filepath.Join(top, "own")
		kit.Try(t, os.Mkdir(locked, 0o700))
		writeScript(t, hidden, "#!/bin/sh\n", 0o755)
		writeScript(t, own, "#!/bin/sh\n", 0o744)
		notReached := " cannot be reached: this user may not search the directory " + locked + "."
		mayNot := own + " has no execute permission for this user (mode 0744)."
		tests := []failure{
			{own, notPermitted, mayNot, 126},
			{hidden, notPermitted, hidden + notReached, 126},
			{"own", notPermitted, mayNot, 126},
			{"hidden", notPermitted, hidden + notReached, 126},
			{"none", notPermitted, locked + "/none" + notReached, 126},
		}
		for _, test := range tests {
			test.check(t, r, user, "no-env", "env=PATH="+locked+":"+top)
		}
	})
}

// Root without its capabilities may not execute what its mode does not permit.
func TestRootWithoutCapabilities(t *testing.T) {
	each(t, native, func(t *testing.T, r runner) {
		kit.NeedRoot(t)
		setpriv := kit.Need(t, "setpriv")
		file := filepath.Join(openDirectory(t), "file")
		writeScript(t, file, "#!/bin/sh\n", 0o700)
		kit.Try(t, os.Chown(file, 64100, 64100))
		cmd := r.command(file)
		cmd.Args = append([]string{"setpriv", "--bounding-set=-all", cmd.Path}, cmd.Args[1:]...)
		cmd.Path = setpriv
		_, got, status := kit.Outcome(t, cmd)
		want := "[dumb-init] " + file + ": Permission denied\n" +
			"[dumb-init] " + file + " has no execute permission for this user (mode 0700).\n"
		if got != want || status != 126 {
			t.Errorf("got status %d,\n%swant status 126,\n%s", status, got, want)
		}
	})
}

// A standard error that nobody reads, or that is closed, does not change the status of a command
// that cannot be executed: PIPE does not kill the child that says why.
func TestReasonForNobody(t *testing.T) {
	eachMode(t, everyone, func(t *testing.T, r runner, option []string) {
		empty := filepath.Join(t.TempDir(), "empty")
		writeScript(t, empty, "", 0o755)
		tests := []struct {
			command string
			status  int
		}{
			{"/no/such/command", 127},
			{"no-such-command", 127},
			{"/", 126},
			{empty, 0},
		}
		for _, test := range tests {
			in, out := kit.Pipe(t)
			in.Close()
			cmd := r.command(append(option, test.command)...)
			cmd.Stderr = out
			p := start(t, cmd)
			out.Close()
			p.WantStatus(test.status)
			cmd = launched(r.command(append(option, test.command)...), "close=2")
			start(t, cmd).WantStatus(test.status)
		}
	})
}
