package kit

import (
	"io"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"testing"

	"dumb-init.alt/internal/testing/proc"
)

// Process is a program that a test has started, usually dumb-init.
type Process struct {
	T      testing.TB
	Cmd    *exec.Cmd
	PID    int
	Stdin  *os.File // nil where the test has set its own
	Stdout *Output
	Stderr *Output
	Ended  chan struct{} // closed when the program has ended
	Quiet  bool          // the test itself prints what is wrong with the output
}

// Start starts a program, with pipes where the test has set nothing else. When the test ends, the
// program and everything below it is killed; if the test has failed, the output is logged.
func Start(t testing.TB, cmd *exec.Cmd) *Process {
	t.Helper()
	p := &Process{
		T:      t,
		Cmd:    cmd,
		Stdout: new(Output),
		Stderr: new(Output),
		Ended:  make(chan struct{}),
	}
	var theirs []*os.File
	if cmd.Stdin == nil {
		in, out := Pipe(t)
		cmd.Stdin, p.Stdin = in, out
		theirs = append(theirs, in)
		t.Cleanup(func() { out.Close() })
	}
	var collected sync.WaitGroup
	collect := func(stream *io.Writer, output *Output) {
		if *stream != nil {
			return
		}
		in, out := Pipe(t)
		*stream = out
		theirs = append(theirs, out)
		collected.Go(func() { output.Collect(in) })
	}
	collect(&cmd.Stdout, p.Stdout)
	collect(&cmd.Stderr, p.Stderr)
	err := cmd.Start()
	for _, file := range theirs {
		file.Close()
	}
	Try(t, err)
	p.PID = cmd.Process.Pid
	go func() {
		cmd.Wait()
		close(p.Ended)
	}()
	t.Cleanup(func() {
		p.kill()
		collected.Wait()
		if t.Failed() && !p.Quiet {
			t.Logf("%q\nstandard output:\n%s\nstandard error:\n%s", cmd.Args, p.Stdout, p.Stderr)
		}
	})
	return p
}

// kill kills the program and everything below it. One that has ended is left alone: its number may
// be another's by now.
func (p *Process) kill() {
	select {
	case <-p.Ended:
	default:
		for _, pid := range append(proc.Descendants(p.PID), p.PID) {
			syscall.Kill(pid, syscall.SIGKILL)
		}
	}
	<-p.Ended
}

// Pipe returns the two ends of a pipe.
func Pipe(t testing.TB) (in, out *os.File) {
	t.Helper()
	in, out, err := os.Pipe()
	Try(t, err)
	return in, out
}

// Signal sends the program a signal.
func (p *Process) Signal(signal int) {
	p.T.Helper()
	Try(p.T, syscall.Kill(p.PID, syscall.Signal(signal)))
}

// See waits until an output matches a pattern, and returns what the pattern's groups match.
func (p *Process) See(output *Output, pattern string) (groups []string) {
	p.T.Helper()
	Eventually(p.T, "output that matches "+pattern, func() bool {
		var ok bool
		groups, ok = output.Match(pattern)
		return ok
	})
	return groups
}

// Status waits until the program has exited, and returns its exit status. A program that was killed
// by a signal ends the test.
func (p *Process) Status() int {
	p.T.Helper()
	Await(p.T, "the end of the program", p.Ended)
	status := p.Cmd.ProcessState.Sys().(syscall.WaitStatus)
	if status.Signaled() {
		p.T.Fatalf("the program was killed by signal %d", status.Signal())
	}
	return status.ExitStatus()
}

// WantStatus waits until the program has exited, and fails unless it did with this status.
func (p *Process) WantStatus(want int) {
	p.T.Helper()
	if got := p.Status(); got != want {
		p.T.Fatalf("exit status: got %d, want %d", got, want)
	}
}

// Outcome runs a program to its end, with nothing on standard input, and returns what it has
// printed and its exit status.
func Outcome(t testing.TB, cmd *exec.Cmd) (stdout, stderr string, status int) {
	t.Helper()
	p := Start(t, cmd)
	if p.Stdin != nil {
		p.Stdin.Close()
	}
	status = p.Status()
	Eventually(t, "the end of the output", func() bool {
		return (p.Stdout.Ended() || p.Cmd.Stdout == nil) && p.Stderr.Ended()
	})
	p.Quiet = true
	return p.Stdout.String(), p.Stderr.String(), status
}
