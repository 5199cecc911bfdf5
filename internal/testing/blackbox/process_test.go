package blackbox

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"dumb-init.alt/internal/testing/proc"
)

// deadline is for what hangs; nothing that works comes near it.
const deadline = 30 * time.Second

func try(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// eventually waits until a condition holds.
func eventually(t testing.TB, what string, condition func() bool) {
	t.Helper()
	pause := time.Millisecond
	for end := time.Now().Add(deadline); !condition(); pause = min(2*pause, 100*time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited in vain: %s", what)
		}
		time.Sleep(pause)
	}
}

// output is what a program has written so far.
type output struct {
	mutex sync.Mutex
	text  bytes.Buffer
	ended bool // nobody has it open any more

	terminal bool // which sends a carriage return before a newline
}

func (o *output) Write(p []byte) (int, error) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	text := p
	if o.terminal {
		text = bytes.ReplaceAll(p, []byte("\r"), nil)
	}
	o.text.Write(text)
	return len(p), nil
}

func (o *output) String() string {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	return o.text.String()
}

func (o *output) hasEnded() bool {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	return o.ended
}

// collect reads a file to its end.
func (o *output) collect(from *os.File) {
	io.Copy(o, from)
	from.Close()
	o.mutex.Lock()
	defer o.mutex.Unlock()
	o.ended = true
}

// running is a program that a test has started, as a rule dumb-init.
type running struct {
	t              testing.TB
	cmd            *exec.Cmd
	pid            int
	stdin          *os.File // nil where the test has set its own
	stdout, stderr *output
	ended          chan struct{}
	told           bool // the test has the output, and will say what is wrong with it
}

// start starts a program, with pipes where the test has set nothing else, and ends it and all below it
// with the test.
func start(t testing.TB, cmd *exec.Cmd) *running {
	t.Helper()
	p := &running{t: t, cmd: cmd, stdout: new(output), stderr: new(output), ended: make(chan struct{})}
	var theirs []*os.File
	if cmd.Stdin == nil {
		in, out := pipe(t)
		cmd.Stdin, p.stdin, theirs = in, out, append(theirs, in)
		t.Cleanup(func() { out.Close() })
	}
	var collected sync.WaitGroup
	for stream, to := range map[*io.Writer]*output{&cmd.Stdout: p.stdout, &cmd.Stderr: p.stderr} {
		if *stream == nil {
			in, out := pipe(t)
			*stream, theirs = out, append(theirs, out)
			collected.Go(func() { to.collect(in) })
		}
	}
	try(t, cmd.Start())
	for _, file := range theirs {
		file.Close()
	}
	p.pid = cmd.Process.Pid
	go func() { cmd.Wait(); close(p.ended) }()
	t.Cleanup(func() {
		select {
		case <-p.ended: // its number may be another's by now
		default:
			for _, pid := range append(proc.Descendants(p.pid), p.pid) {
				syscall.Kill(pid, syscall.SIGKILL)
			}
		}
		<-p.ended
		collected.Wait()
		if t.Failed() && !p.told {
			t.Logf("%q\nstandard output:\n%s\nstandard error:\n%s", cmd.Args, p.stdout, p.stderr)
		}
	})
	return p
}

func pipe(t testing.TB) (in, out *os.File) {
	in, out, err := os.Pipe()
	try(t, err)
	return in, out
}

// status waits until the program has ended, and returns its exit status.
func (p *running) status() int {
	p.t.Helper()
	select {
	case <-p.ended:
	case <-time.After(deadline):
		p.t.Fatal("it does not end")
	}
	if status := p.cmd.ProcessState.Sys().(syscall.WaitStatus); status.Signaled() {
		p.t.Fatalf("it was killed by signal %d", status.Signal())
	}
	return p.cmd.ProcessState.ExitCode()
}

// wantStatus waits until the program has ended, with an exit status.
func (p *running) wantStatus(want int) {
	p.t.Helper()
	if got := p.status(); got != want {
		p.t.Fatalf("exit status %d, want %d", got, want)
	}
}

// signal sends the program a signal.
func (p *running) signal(signal int) {
	p.t.Helper()
	try(p.t, syscall.Kill(p.pid, syscall.Signal(signal)))
}

// see waits until an output matches a pattern, and returns what matched its groups.
func (p *running) see(o *output, pattern string) []string {
	p.t.Helper()
	expression := regexp.MustCompile("(?m)" + pattern)
	eventually(p.t, pattern, func() bool { return expression.MatchString(o.String()) })
	return expression.FindStringSubmatch(o.String())[1:]
}

// ready waits until the probe is, and returns its process ID as it sees it.
func (p *running) ready() int {
	p.t.Helper()
	pid, _ := strconv.Atoi(p.see(p.stdout, `^ready (\d+)$`)[0])
	return pid
}

// outcome runs a program to its end, with nothing on standard input.
func outcome(t testing.TB, cmd *exec.Cmd) (stdout, stderr string, status int) {
	t.Helper()
	p := start(t, cmd)
	if p.stdin != nil {
		p.stdin.Close()
	}
	status = p.status()
	eventually(t, "end of output", func() bool {
		return (p.stdout.hasEnded() || p.cmd.Stdout == nil) && p.stderr.hasEnded()
	})
	p.told = true
	return p.stdout.String(), p.stderr.String(), status
}
