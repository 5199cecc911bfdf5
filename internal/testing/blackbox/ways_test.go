package blackbox

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/testing/kit"
)

// Faults that take from dumb-init a way to write that does not block, for strace.
const (
	noNowait   = "inject=pwritev2:error=EOPNOTSUPP" // of pipes before Linux 6.4
	noPwritev2 = "inject=pwritev2:error=ENOSYS"
	forbidden  = "inject=pwritev2:error=EPERM"
	noProc     = "inject=openat:error=ENOENT"
	notOurs    = "inject=openat:error=EACCES"
	noSendto   = "inject=sendto:error=ENOSYS"
)

// fileStream is a regular file. It always has room.
var fileStream = stream{name: "file", open: openFile}

// openFile opens a file twice.
func openFile(t testing.TB) (reader, writer *os.File) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	writer, err := os.Create(path)
	kit.Try(t, err)
	reader, err = os.Open(path)
	kit.Try(t, err)
	return reader, writer
}

// way is a way in which dumb-init writes to a stream.
type way struct {
	name   string
	stream stream
	faults []string // what the kernel, or a sandbox, does not have
	call   string   // what dumb-init must write with
}

// allWays has a row for each.
var allWays = []way{
	{"pipe", pipeStream, nil, "pwritev2(2,"},
	{"pipe, no RWF_NOWAIT", pipeStream, []string{noNowait}, "write(3,"},
	{"pipe, no pwritev2", pipeStream, []string{noPwritev2}, "write(3,"},
	{"pipe, pwritev2 forbidden", pipeStream, []string{forbidden}, "write(3,"},
	{"pipe, no RWF_NOWAIT, no proc", pipeStream, []string{noNowait, noProc}, "write(2,"},
	{"pipe of another, no RWF_NOWAIT", pipeStream, []string{noNowait, notOurs}, "write(2,"},
	{"terminal", terminalStream, nil, "write(3,"},
	{"terminal, no proc", terminalStream, []string{noProc}, "write(2,"},
	{"terminal of another", terminalStream, []string{notOurs}, "write(2,"},
	{"socket", socketStream, nil, "sendto(2,"},
	{"socket, no sendto", socketStream, []string{noSendto}, "write(2,"},
	{"file", fileStream, nil, "write(2,"},
}

// straced returns a command that runs dumb-init under strace, with the faults of the way, and the
// path of the trace.
func (w *way) straced(t *testing.T, args ...string) (cmd *exec.Cmd, trace string) {
	t.Helper()
	options := []string{"-f", "-e", "trace=pwritev2,sendto,openat,write"}
	for _, fault := range w.faults {
		options = append(options, "-e", fault)
	}
	cmd = process.command(args...)
	return cmd, underStrace(t, cmd, options...)
}

// In each of the ways, every line arrives.
func TestLinesArriveInEachWay(t *testing.T) {
	const want = `[dumb-init] /doesnotexist: No such file or directory
[dumb-init] A child with PID N exited with exit status 127.
[dumb-init] Child exited with status 127. Goodbye.
[dumb-init] Child spawned with PID N.
[dumb-init] Received signal 17.
`
	t.Parallel()
	for _, w := range allWays {
		t.Run(w.name, func(t *testing.T) {
			t.Parallel()
			reader, writer := w.stream.openStream(t)
			cmd, trace := w.straced(t, "-c", "-s", "-v", "/doesnotexist")
			cmd.Stderr = writer
			start(t, cmd).WantStatus(127)
			writer.Close()
			got := sortedLines(anyPID.ReplaceAllString(readAll(t, reader), "PID N"))
			if got != want {
				t.Errorf("got\n%swant\n%s", got, want)
			}
			w.wantCall(t, trace)
		})
	}
}

// wantCall fails if dumb-init has written with another call than that of the way.
func (w *way) wantCall(t *testing.T, trace string) {
	t.Helper()
	text, err := os.ReadFile(trace)
	kit.Try(t, err)
	if !strings.Contains(string(text), " "+w.call) {
		t.Errorf("got\n%swant a call %s", text, w.call)
	}
}

// In each of the ways, a reader that is stuck holds up no signal, and not the end of the command.
func TestStuckReaderInEachWay(t *testing.T) {
	t.Parallel()
	for _, w := range allWays {
		if w.stream.block == nil {
			continue
		}
		t.Run(w.name, func(t *testing.T) {
			t.Parallel()
			_, writer := w.stream.openStream(t)
			w.stream.block(t, writer)
			w.forwards(t, writer, 20)
		})
	}
}

// In each of the ways, a terminal that nobody reads holds up no signal.
func TestUnreadTerminalInEachWay(t *testing.T) {
	t.Parallel()
	for _, w := range allWays {
		if w.stream.name != terminalStream.name {
			continue
		}
		t.Run(w.name, func(t *testing.T) {
			t.Parallel()
			_, writer := w.stream.openStream(t)
			w.forwards(t, writer, 400)
		})
	}
}

// forwards fails unless dumb-init forwards so many signals, then TERM, and ends with the command.
func (w *way) forwards(t *testing.T, stderr *os.File, signals int) {
	t.Helper()
	cmd, _ := w.straced(t, "-v", probe, "signals", strconv.Itoa(signals+1))
	cmd.Stderr = stderr
	p := start(t, cmd)
	p.ready()
	p.PID = onlyChild(t, p.PID).PID // dumb-init is the child of strace
	for range signals {
		p.arrives(usr1)
	}
	p.arrives(term)
	p.WantStatus(0)
}

// A terminal that was opened for reading alone gets nothing as standard error, even if dumb-init
// could open it for writing.
func TestStandardErrorForReading(t *testing.T) {
	each(t, native, func(t *testing.T, r runner) {
		master, slave := terminalStream.openStream(t)
		readOnly, err := os.OpenFile(slave.Name(), os.O_RDONLY|unix.O_NOCTTY, 0)
		kit.Try(t, err)
		cmd := r.command("--version")
		cmd.Stderr = readOnly
		start(t, cmd).WantStatus(0)
		readOnly.Close()
		slave.Close()
		if got := readAll(t, master); got != "" {
			t.Errorf("got %q, want nothing", got)
		}
	})
}

// A 32-bit kernel may have ppoll_time64 in the place of ppoll. A wait for room ends there as well.
//
// In an emulator strace would see the calls of the emulator.
func TestWaitOf32Bits(t *testing.T) {
	r := runner{name: "386 process", arch: "386"}
	if r.emulated() {
		return
	}
	t.Parallel()
	_, writer := pipeStream.openStream(t)
	fill(t, writer)
	cmd := r.command("--version")
	cmd.Stderr = writer
	const fault = "inject=ppoll:error=ENOSYS"
	trace := underStrace(t, cmd, "-e", "trace=ppoll,ppoll_time64", "-e", fault)
	start(t, cmd).WantStatus(0)
	text, err := os.ReadFile(trace)
	kit.Try(t, err)
	const want = "ppoll_time64([{fd=2, events=POLLOUT}], 1, {tv_sec=2, tv_nsec=0}, NULL, 0) = 0"
	if !strings.Contains(string(text), want) {
		t.Errorf("got\n%swant %s", text, want)
	}
}
