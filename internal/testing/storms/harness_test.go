package storms

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"dumb-init.alt/internal/testing/proc"
)

// deadline is for what hangs; nothing that works comes near it.
const deadline = 2 * time.Minute

func try(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// eventually waits until a condition holds.
func eventually(t testing.TB, what string, condition func() bool) {
	t.Helper()
	pause := 100 * time.Microsecond
	for end := time.Now().Add(deadline); !condition(); pause = min(2*pause, 20*time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited in vain: %s", what)
		}
		time.Sleep(pause)
	}
}

// A runner is a way to run dumb-init: as PID 1 of a new PID namespace, or as an ordinary process, and its options.
type runner struct {
	pid1    bool
	options string
}

// Runners. Where signals go, and when dumb-init ends, is what the options change.
var (
	container  = runner{true, ""}
	single     = runner{true, "-c"}
	everything = runner{true, "-w -k 1h -a"}
	process    = runner{false, "-s"}
	everyone   = []runner{
		container, single,
		{true, "-w"},
		{true, "-k 1h"},
		{true, "-a"},
		everything,
		{true, "-c -w -k 1h"},
		process,
		{false, "-s -c"},
		{false, "-s -w -k 1h"},
	}
)

// each runs a test with each of the runners.
func each(t *testing.T, runners []runner, test func(t *testing.T, r runner)) {
	for _, r := range runners {
		t.Run(r.String(), func(t *testing.T) {
			if r.pid1 {
				needNamespaces(t)
			}
			test(t, r)
		})
	}
}

func (r runner) String() string {
	name := "process"
	if r.pid1 {
		name = "container"
	}
	return strings.ReplaceAll(strings.TrimSpace(name+" "+r.options), " ", "")
}

func (r runner) has(option string) bool { return slices.Contains(strings.Fields(r.options), option) }

// command returns dumb-init with the command that it is to run, ready to be started; a test may change it before.
func (r runner) command(words ...string) *exec.Cmd {
	args := append([]string{"dumb-init"}, strings.Fields(r.options)...)
	cmd := &exec.Cmd{Path: dumbInit, Args: append(append(args, "--"), words...)}
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, // no storm outlives the test
		Setpgid: true} // a process group of its own: with -c the command shares it
	if !r.pid1 {
		return cmd
	}
	cmd.SysProcAttr.Cloneflags = syscall.CLONE_NEWPID
	if os.Getuid() != 0 {
		cmd.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
	}
	return cmd
}

// running is a dumb-init that a test has started, with the board of its command.
type running struct {
	*board
	t     *testing.T
	cmd   *exec.Cmd
	pid   int
	ended chan struct{} // dumb-init has
	gone  chan struct{} // and so has everything that it or its command has started
}

// after has a command begin with a line of the shell, which dumb-init then takes the place of.
func after(line string, cmd *exec.Cmd) *exec.Cmd {
	cmd.Args = append([]string{"sh", "-ec", line + "\n" + `path=$1; shift 2; exec "$path" "$@"`, "sh", cmd.Path}, cmd.Args...)
	cmd.Path = "/bin/sh"
	return cmd
}

// start starts dumb-init, and ends it and all below it with the test.
func start(t *testing.T, cmd *exec.Cmd) *running {
	t.Helper()
	board, file := newBoard(t)
	in, out, err := os.Pipe()
	try(t, err)
	cmd.Stdout, cmd.Stderr, cmd.ExtraFiles = out, out, []*os.File{file}
	try(t, cmd.Start())
	out.Close()
	p := &running{board, t, cmd, cmd.Process.Pid, make(chan struct{}), make(chan struct{})}
	var text bytes.Buffer
	var done sync.WaitGroup
	done.Go(func() { io.Copy(&text, in); close(p.gone) })
	done.Go(func() { cmd.Wait(); close(p.ended) })
	t.Cleanup(func() {
		p.stop.Store(1)
		select {
		case <-p.ended: // its number may be another's by now
		default:
			for _, pid := range append(proc.Descendants(p.pid), p.pid) {
				syscall.Kill(pid, syscall.SIGKILL)
			}
		}
		done.Wait()
		if t.Failed() || text.Len() > 0 {
			t.Errorf("%q\noutput:\n%s", cmd.Args, &text)
		}
	})
	return p
}

// eventually waits until a condition holds, which it is to do before dumb-init ends.
func (p *running) eventually(what string, condition func() bool) {
	p.t.Helper()
	eventually(p.t, what, func() bool {
		select {
		case <-p.ended:
			p.t.Fatalf("dumb-init has ended before: %s", what)
		default:
		}
		return condition()
	})
}

// prepared waits until some receivers count signals and dumb-init waits for them, and returns the command's process ID.
func (p *running) prepared(receivers uint64) (command int) {
	p.t.Helper()
	p.eventually("readiness", func() bool { return p.ready.Load() == receivers })
	p.eventually("waiting for signals", func() bool { return waits(p.pid) })
	return proc.Children(p.pid)[0].PID
}

// signal sends dumb-init a signal.
func (p *running) signal(signal int) {
	p.t.Helper()
	try(p.t, syscall.Kill(p.pid, syscall.Signal(signal)))
}

// answered sends dumb-init a signal, and waits until the command has it.
func (p *running) answered(signal int) {
	p.t.Helper()
	before := p.arrivals[theCommand][signal].Load()
	p.signal(signal)
	p.eventually(fmt.Sprintf("answer to signal %d", signal), func() bool {
		return p.arrivals[theCommand][signal].Load() > before
	})
}

// terminated has the command exit on TERM, and waits until that and all the rest has ended.
func (p *running) terminated() {
	p.t.Helper()
	p.end.Store(uint64(syscall.SIGTERM))
	p.signal(int(syscall.SIGTERM))
	p.wantStatus(42)
}

// wantStatus waits until dumb-init has ended with an exit status, and nothing is left.
func (p *running) wantStatus(want int) {
	p.t.Helper()
	await(p.t, "the end of dumb-init", p.ended)
	if status := p.cmd.ProcessState.Sys().(syscall.WaitStatus); !status.Exited() || status.ExitStatus() != want {
		p.t.Errorf("wait status %#x, want exit status %d", status, want)
	}
	await(p.t, "the end of all the rest", p.gone)
}

func await(t testing.TB, what string, event chan struct{}) {
	t.Helper()
	select {
	case <-event:
	case <-time.After(deadline):
		t.Fatalf("waited in vain: %s", what)
	}
}
