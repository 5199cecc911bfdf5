//go:build runtimes

package runtimes

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/creack/pty"
)

// A way is how dumb-init gets into a container.
type way string

const (
	noInit       way = "no init" // it does not
	asInit       way = "init"    // by the runtime's own option
	asEntrypoint way = "entrypoint"
)

// A box is a container that a test wants.
type box struct {
	way       way
	options   string        // dumb-init's, by its variable
	flags     []string      // docker's and podman's
	config    func(*config) // what runc's and crun's bundle says in their place
	terminal  bool          // the container has one
	signal    string        // the one that stops it, if it is not TERM
	impatient bool          // the stop ends with KILL, after next to no time
	words     []string      // the command
}

// sh is a box that runs a script.
func sh(how way, script string) box { return box{way: how, words: []string{"sh", "-c", script}} }

// An engine runs containers.
type engine interface {
	over(r tree) engine                                 // the same, with that root file system
	command(t *testing.T, name string, b box) *exec.Cmd // runs one in the foreground
	pid(t *testing.T, name string) int                  // of its PID 1, as seen from here
	stop(t *testing.T, name string, b box)
	remove(name string) // whatever state it is in
}

// A container is one that was started.
type container struct {
	t      *testing.T
	engine engine
	box    box
	name   string
	cmd    *exec.Cmd
	out    buffer // standard output and error
	ended  chan struct{}
	typing *os.File // the terminal, if there is one
}

var names atomic.Int32

// start starts a container.
func start(t *testing.T, e engine, b box) *container {
	t.Helper()
	c := &container{t: t, engine: e, box: b, name: fmt.Sprintf("box%d", names.Add(1)), ended: make(chan struct{})}
	c.cmd = e.command(t, c.name, b)
	if b.terminal {
		c.startOnTerminal()
		return c
	}
	c.cmd.Stdout, c.cmd.Stderr = &c.out, &c.out
	try(t, c.cmd.Start())
	c.started(func() {})
	return c
}

func (c *container) startOnTerminal() {
	c.t.Helper()
	terminal, err := pty.StartWithSize(c.cmd, &pty.Winsize{Rows: 33, Cols: 77})
	try(c.t, err)
	c.typing = terminal
	read := make(chan struct{})
	go func() {
		_, _ = c.out.from(terminal)
		close(read)
	}()
	c.started(func() { <-read; terminal.Close() })
}

// started waits for the end, and sees to it that nothing outlives the test.
func (c *container) started(finish func()) {
	go func() {
		_ = c.cmd.Wait() // the status is looked at later
		finish()
		close(c.ended)
	}()
	c.t.Cleanup(func() {
		select {
		case <-c.ended:
		default:
			c.engine.remove(c.name)
			select {
			case <-c.ended:
			case <-time.After(deadline / 4):
				_ = c.cmd.Process.Kill()
				<-c.ended
			}
		}
		c.engine.remove(c.name)
		if c.t.Failed() {
			printed := c.out.String()
			c.t.Logf("%s\nprinted: %s", strings.Join(c.cmd.Args, " "), printed[:min(len(printed), 600)])
		}
	})
}

// waits waits for the end.
func (c *container) waits() {
	c.t.Helper()
	select {
	case <-c.ended:
	case <-time.After(deadline):
		c.t.Fatal("the container does not end")
	}
}

// wantStatus waits for the end, and looks at the status.
func (c *container) wantStatus(want int) {
	c.t.Helper()
	c.waits()
	if got := c.cmd.ProcessState.ExitCode(); got != want {
		c.t.Errorf("status is %d and not %d", got, want)
	}
}

// see waits until the container has printed a text as often as that.
func (c *container) see(text string, times int) {
	c.t.Helper()
	eventually(c.t, fmt.Sprintf("%d times %q", times, text), func() bool {
		if strings.Count(c.out.String(), text) >= times {
			return true
		}
		select {
		case <-c.ended:
			if strings.Count(c.out.String(), text) < times {
				c.t.Fatalf("ended, with status %d, without having printed %q", c.cmd.ProcessState.ExitCode(), text)
			}
		default:
		}
		return false
	})
}

func (c *container) stop()    { c.t.Helper(); c.engine.stop(c.t, c.name, c.box) }
func (c *container) pid() int { c.t.Helper(); return c.engine.pid(c.t, c.name) }

// A buffer collects output.
type buffer struct {
	mutex sync.Mutex
	text  strings.Builder
}

func (b *buffer) Write(text []byte) (int, error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.text.Write(text)
}

func (b *buffer) String() string {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.text.String()
}

// from reads until the terminal hangs up, which is an error.
func (b *buffer) from(terminal *os.File) (int, error) {
	chunk := make([]byte, 4096)
	for {
		n, err := terminal.Read(chunk)
		if _, _ = b.Write(chunk[:n]); err != nil {
			return n, err
		}
	}
}
