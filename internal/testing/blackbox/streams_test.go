package blackbox

import (
	"os"
	"syscall"
	"testing"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/testing/kit"
)

// stream is a kind of file that standard error can be, with somebody at the other end who reads.
type stream struct {
	name string
	open func(t testing.TB) (reader, writer *os.File)

	// block has the stream take nothing more. resume has it take lines again, and returns what it
	// has read for that.
	block  func(t testing.TB, writer *os.File)
	resume func(t testing.TB, reader, writer *os.File) (read string)
}

var (
	pipeStream     = stream{"pipe", kit.Pipe, fill, drain}
	terminalStream = stream{"terminal", openPseudoTerminal, stopOutput, resumeOutput}
	socketStream   = stream{"socket", openSockets, fill, drain}
	streams        = []stream{pipeStream, terminalStream, socketStream}
)

// openStream opens a stream whose writers wait for room, as most do. Both ends are closed when the
// test ends, if they are not before.
func (s *stream) openStream(t testing.TB) (reader, writer *os.File) {
	t.Helper()
	reader, writer = s.open(t)
	kit.Try(t, unix.SetNonblock(int(writer.Fd()), false))
	t.Cleanup(func() {
		reader.Close()
		writer.Close()
	})
	return reader, writer
}

// openPseudoTerminal opens a terminal. It is nobody's controlling terminal.
func openPseudoTerminal(t testing.TB) (master, slave *os.File) {
	t.Helper()
	master, slave, err := pty.Open()
	kit.Try(t, err)
	return master, slave
}

// openSockets opens a pair of connected stream sockets, as the journal of systemd gives to a
// service.
func openSockets(t testing.TB) (reader, writer *os.File) {
	t.Helper()
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	kit.Try(t, err)
	return os.NewFile(uintptr(pair[0]), "reader"), os.NewFile(uintptr(pair[1]), "writer")
}

// fill writes to a stream until it takes no more.
func fill(t testing.TB, writer *os.File) {
	t.Helper()
	fd := int(writer.Fd())
	kit.Try(t, unix.SetNonblock(fd, true))
	for _, piece := range []int{65536, 4096, 1} {
		var err error
		for err == nil {
			_, err = syscall.Write(fd, make([]byte, piece))
		}
		if err != syscall.EAGAIN {
			t.Fatalf("write to a full stream: got %v, want %v", err, syscall.EAGAIN)
		}
	}
	kit.Try(t, unix.SetNonblock(fd, false))
}

// drain reads what a stream holds.
func drain(t testing.TB, reader, _ *os.File) (read string) {
	t.Helper()
	fd := int(reader.Fd())
	kit.Try(t, unix.SetNonblock(fd, true))
	var err error
	for n := 0; err == nil; {
		piece := make([]byte, 65536)
		n, err = syscall.Read(fd, piece)
		read += string(piece[:max(n, 0)])
	}
	if err != syscall.EAGAIN {
		t.Fatalf("read from an empty stream: got %v, want %v", err, syscall.EAGAIN)
	}
	kit.Try(t, unix.SetNonblock(fd, false))
	return read
}

// stopOutput stops the output of a terminal, as Ctrl-S does (TCXONC, TCOOFF).
func stopOutput(t testing.TB, slave *os.File) {
	t.Helper()
	kit.Try(t, unix.IoctlSetInt(int(slave.Fd()), unix.TCXONC, 0))
}

// resumeOutput continues the output of a terminal, as Ctrl-Q does (TCXONC, TCOON).
func resumeOutput(t testing.TB, _, slave *os.File) (read string) {
	t.Helper()
	kit.Try(t, unix.IoctlSetInt(int(slave.Fd()), unix.TCXONC, 1))
	return ""
}
