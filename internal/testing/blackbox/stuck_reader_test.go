package blackbox

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/testing/kit"
)

// Another process that has the pipe open takes the room after dumb-init has seen it, and before it
// writes. Nobody reads any more. Signals are forwarded all the same.
//
// strace holds dumb-init back meanwhile, when it begins to write.
func TestOthersTakeTheRoom(t *testing.T) {
	eachMode(t, []runner{process}, func(t *testing.T, r runner, option []string) {
		reader, writer := pipeStream.openStream(t)
		own := ownWriter(t, writer)
		cmd := r.command(append(option, "-v", probe, "signals", "11")...)
		cmd.Stderr = writer
		underStrace(t, cmd, "-e", "inject=write,pwritev2:delay_enter=50000") // µs
		p := start(t, cmd)
		p.ready()
		p.PID = onlyChild(t, p.PID).PID // dumb-init is the child of strace
		for round := range 10 {
			fillOwn(own)
			_, err := reader.Read(make([]byte, 4096)) // a page: room for a line
			kit.Try(t, err)
			p.Signal(usr1)
			arrived := func() bool { return p.count(usr1) > round }
			kit.Eventually(t, "a write", func() bool {
				return isIn(p.PID, unix.SYS_WRITE, unix.SYS_PWRITEV2) || arrived()
			})
			fillOwn(own)
			kit.Eventually(t, "arrival", arrived)
		}
		p.arrives(term)
		p.WantStatus(0)
	})
}

// ownWriter opens a pipe anew, so that writing to it does not block. O_NONBLOCK on the file that
// dumb-init inherits would change what its write does.
func ownWriter(t *testing.T, pipe *os.File) (fd int) {
	t.Helper()
	name := fmt.Sprintf("/proc/self/fd/%d", pipe.Fd())
	fd, err := unix.Open(name, unix.O_WRONLY|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	kit.Try(t, err)
	t.Cleanup(func() { unix.Close(fd) })
	return fd
}

// fillOwn fills a pipe.
func fillOwn(fd int) {
	var err error
	for err == nil {
		_, err = unix.Write(fd, make([]byte, 4096))
	}
}

// A line of strace: dumb-init has waited for room, until there was no time left.
var waitedInVain = regexp.MustCompile(`ppoll\(.*(tv_sec|tv_nsec)=[1-9].* = 0 \(Timeout\)`)

// A reader that is stuck costs one wait, and not one for each line, until a line could be written.
func TestStuckReaderCostsOneWait(t *testing.T) {
	each(t, []runner{process}, func(t *testing.T, r runner) {
		eachStream(t, func(t *testing.T, s stream) {
			reader, writer := s.openStream(t)
			s.block(t, writer)
			cmd := r.command("-v", probe, "signals", "22")
			cmd.Stderr = writer
			trace := underStrace(t, cmd, "-e", "trace=ppoll")
			p := start(t, cmd)
			p.ready()
			p.PID = onlyChild(t, p.PID).PID // dumb-init is the child of strace
			arrive := func(times int) {
				for range times {
					p.arrives(usr1)
				}
			}
			arrive(10)
			s.resume(t, reader, writer)
			arrive(1)
			s.block(t, writer)
			arrive(11)
			p.WantStatus(0)
			text, err := os.ReadFile(trace)
			kit.Try(t, err)
			if !strings.Contains(string(text), "{tv_sec=0, tv_nsec=50000000}") {
				t.Errorf("got\n%swant a wait of 50 ms", text)
			}
			if got := len(waitedInVain.FindAll(text, -1)); got != 2 {
				t.Errorf("waits for room: got %d, want 2, one each time\n%s", got, text)
			}
		})
	})
}

// underStrace has strace run a command, with some options, and returns the path of what it prints.
func underStrace(t *testing.T, cmd *exec.Cmd, options ...string) (trace string) {
	t.Helper()
	trace = filepath.Join(t.TempDir(), "trace")
	args := append([]string{"strace", "-qq", "-o", trace}, options...)
	args = append(args, cmd.Path)
	cmd.Args = append(args, cmd.Args[1:]...)
	cmd.Path = kit.Need(t, "strace")
	return trace
}
