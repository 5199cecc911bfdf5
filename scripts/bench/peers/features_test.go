package peers

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// A feature is a row of the README's table: what is to be found out, and for ours, dumb-init 1.2.5, tini and catatonit
// the options that it takes. "yes" is none at all, "no" that the init has no such option.
type feature struct {
	name  string
	cells [4]string
	works func(b *box) bool
}

var features = []feature{
	{"signals forwarded, of 58", [4]string{"58", "56", "49", "49"}, nil},
	{"the value queued with a signal", [4]string{"`-c`", "no", "no", "no"}, value},
	{"signals to the command's process group", [4]string{"yes", "yes", "`-g`", "`-g`"}, reaches("family")},
	{"signals to processes that have left it", [4]string{"`-a`", "no", "no", "no"}, reaches("stray")},
	{"another signal instead", [4]string{"`-r TERM:USR1`", "`-r 15:10`", "no", "no"}, rewrites},
	{"a signal held back", [4]string{"`-d TERM:1h`", "no", "no", "no"}, holds},
	{"KILL for what does not end in time", [4]string{"`-k 200ms`", "no", "no", "no"}, kills},
	{"waits for what the command leaves behind", [4]string{"`-w`", "no", "no", "no"}, waits},
	{"another exit status", [4]string{"`-e 7:0`", "no", "`-e 7`", "no"}, mapsStatus},
	{"status 127 for a command that does not exist", [4]string{"yes", "no", "yes", "no"}, notFound},
	{"reaps orphans where it is not PID 1", [4]string{"`-s`", "no", "`-s`", "yes"}, adopts},
	{"a signal when its parent dies", [4]string{"`-p TERM`", "no", "`-p SIGTERM`", "no"}, parentDies},
	{"no command, for a pod", [4]string{"`-P`", "no", "no", "`-P`"}, pauses},
	{"socket activation", [4]string{"yes", "no", "no", "yes"}, activates},
}

// The README's table of features is what the inits do.
func TestFeatures(t *testing.T) {
	b := setUp(t)
	program := filepath.Join(b.dir, "feature")
	if err := build(nil, "gcc", "-static", "-O1", "-o", program, b.source("feature.c")); err != nil {
		t.Fatal(err)
	}
	inits := []Init{b.Ours, DumbInit, Tini, Catatonit}
	table := "| | dumb-init | 1.2.5 | tini | catatonit |\n|---|---|---|---|---|\n"
	for _, f := range features {
		table += "| " + f.name + " | " + strings.Join(f.cells[:], " | ") + " |\n"
		for i, init := range inits {
			t.Run(f.name+"/"+init.Name, func(t *testing.T) {
				t.Parallel() // most of it is waiting
				run := func(options ...string) *box {
					return &box{t: t, init: append(slices.Clone(init.Argv), options...), program: program}
				}
				cell := f.cells[i]
				if f.works == nil {
					if got := fmt.Sprint(forwarded(run())); got != cell {
						t.Errorf("%s, want %s", got, cell)
					}
					return
				}
				if got := f.works(run()); got != (cell == "yes") {
					t.Errorf("without an option: %t", got)
				}
				if options := strings.Trim(cell, "`"); options != cell && !f.works(run(strings.Fields(options)...)) {
					t.Errorf("with %s: no", options)
				}
			})
		}
	}
	readme, err := os.ReadFile(filepath.Join(b.root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(readme), table) {
		t.Errorf("README.md does not have the table\n%s", table)
	}
}

// box is an init with feature.c as its command.
type box struct {
	t       *testing.T
	init    []string
	program string

	cmd   *exec.Cmd
	stdin io.WriteCloser
	lines *bufio.Reader
}

// run starts the init as PID 1 with a command.
func (b *box) run(command ...string) {
	b.t.Helper()
	b.cmd = exec.Command(b.init[0], append(append(slices.Clone(b.init[1:]), "--"), command...)...)
	isolate(b.cmd, syscall.CLONE_NEWPID)
	b.cmd.Env = append(slices.Clone(b.cmd.Env), "LISTEN_PID=1")
	out, err := b.cmd.StdoutPipe()
	b.try(err)
	b.stdin, err = b.cmd.StdinPipe()
	b.try(err)
	b.lines = bufio.NewReader(out)
	b.try(b.cmd.Start())
	hung := time.AfterFunc(time.Minute, func() { b.cmd.Process.Kill() })
	b.t.Cleanup(func() {
		hung.Stop()
		b.cmd.Process.Kill()
		b.cmd.Wait()
	})
}

// start runs a mode of feature.c, and waits until it is ready.
func (b *box) start(mode string) {
	b.t.Helper()
	b.run(b.program, mode)
	if line := b.line(); line != "ready" {
		b.t.Fatalf("%v %s: %q", b.init, mode, line)
	}
}

// under does so with an init that is not PID 1.
func (b *box) under(mode string) {
	b.t.Helper()
	b.init = append([]string{b.program, "under"}, b.init...)
	b.start(mode)
}

func (b *box) try(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// line returns the next line of the command, or "" at the end.
func (b *box) line() string {
	line, _ := b.lines.ReadString('\n')
	return strings.TrimSuffix(line, "\n")
}

func (b *box) kill(signal syscall.Signal) { syscall.Kill(b.cmd.Process.Pid, signal) }

// status waits for the end of the init.
func (b *box) status() int {
	b.cmd.Wait()
	return b.cmd.ProcessState.ExitCode()
}

// fence is a signal that every init forwards. The kernel hands out pending signals from the lowest number to the
// highest: when this one has come, what was sent before has come, or will not.
const fence syscall.Signal = 64

// counted returns the lines about the signals that have come so far.
func (b *box) counted() (lines []string) {
	b.kill(fence)
	for line := b.line(); line != "64 0"; line = b.line() {
		if line == "" {
			b.t.Fatalf("%v has ended", b.init)
		}
		lines = append(lines, line)
	}
	return lines
}

// forwarded counts the signals that reach the command: of all but KILL and STOP, which cannot be caught, CHLD, and the
// terminal's, which stop the command.
func forwarded(b *box) (n int) {
	b.start("count")
	came := map[string]bool{"64 0": true} // as counted shows
	for s := syscall.Signal(1); s < fence; s++ {
		switch s {
		case syscall.SIGKILL, syscall.SIGSTOP, syscall.SIGCHLD, syscall.SIGTSTP, syscall.SIGTTIN, syscall.SIGTTOU:
			continue
		}
		b.kill(s)
		for _, line := range b.counted() {
			came[line] = true
		}
	}
	return len(came)
}

func value(b *box) bool {
	b.start("count")
	info := struct {
		signal, errno, code int32
		_                   [unsafe.Sizeof(uintptr(0))/4 - 1]int32
		pid, uid            int32
		value               uintptr
		_                   [128]byte
	}{code: -1, value: 77} // SI_QUEUE
	if _, _, errno := unix.Syscall(unix.SYS_RT_SIGQUEUEINFO, uintptr(b.cmd.Process.Pid), uintptr(unix.SIGUSR1),
		uintptr(unsafe.Pointer(&info))); errno != 0 {
		b.t.Fatal(errno)
	}
	return slices.Contains(b.counted(), "10 77")
}

// reaches reports whether a process beside the command gets signals. It takes the lowest that has come first: USR2, which
// the command sends it, only where HUP has not.
func reaches(mode string) func(b *box) bool {
	return func(b *box) bool {
		b.start(mode)
		b.kill(syscall.SIGHUP)
		b.kill(fence)
		return b.line() == "1 0"
	}
}

func rewrites(b *box) bool {
	b.start("count")
	b.kill(syscall.SIGTERM)
	return slices.Contains(b.counted(), "10 0")
}

// holds reports whether TERM is held back, and let go by another.
func holds(b *box) bool {
	b.start("count")
	b.kill(syscall.SIGTERM)
	if slices.Contains(b.counted(), "15 0") {
		return false
	}
	b.kill(syscall.SIGTERM)
	return slices.Contains(b.counted(), "15 0")
}

func kills(b *box) bool {
	b.start("count")
	b.kill(syscall.SIGTERM)
	if b.line() != "15 0" || len(b.init) == 1 {
		return false // and the command lives on
	}
	return b.line() == "" && b.status() == 128+9
}

func waits(b *box) bool {
	b.run(b.program, "leave")
	return b.line() == "ready" && b.line() == "done"
}

func mapsStatus(b *box) bool {
	b.run("/bin/sh", "-c", "exit 7")
	return b.status() == 0
}

func notFound(b *box) bool {
	b.run("/nothing/here")
	return b.status() == 127
}

func adopts(b *box) bool {
	b.under("orphan")
	return b.line() == "adopted"
}

func parentDies(b *box) bool {
	b.under("count")
	parent := b.child(b.cmd.Process.Pid)
	init := b.child(parent)
	b.stdin.Close()
	for b.child(parent) != 0 { // it has not exited
		time.Sleep(time.Millisecond)
	}
	syscall.Kill(init, fence)
	return b.line() == "15 0"
}

// child returns the process ID of a child of a process, or 0.
func (b *box) child(of int) (pid int) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%[1]d/children", of))
	b.try(err)
	fmt.Sscan(string(text), &pid)
	return pid
}

func pauses(b *box) bool {
	b.run()
	ended := make(chan int)
	go func() { ended <- b.status() }()
	for {
		b.kill(syscall.SIGINT) // as long as it may not have been ready
		select {
		case status := <-ended:
			return status == 0
		case <-time.After(time.Millisecond):
		}
	}
}

func activates(b *box) bool {
	b.start("listen")
	return b.line() == "mine"
}
