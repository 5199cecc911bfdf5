package storms

import (
	"os"
	"sync/atomic"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

const (
	signals   = 65 // of which 0 is none
	senders   = 8
	receivers = 3
)

// Receivers of signals: the command, one more process of its group, and one of a session of its own.
const theCommand, theMember, theDaemon = 0, 1, 2

// board is what the test shares with the command; testdata/storm.c tells what is on it.
type board struct {
	ready, begin, stop, end, made, refused, killed, valued, disorder atomic.Uint64

	next             [senders][signals]atomic.Uint64
	arrivals, latest [receivers][signals]atomic.Uint64
}

// newBoard returns an empty one, and its file for the command.
func newBoard(t testing.TB) (*board, *os.File) {
	t.Helper()
	fd, err := unix.MemfdCreate("board", unix.MFD_CLOEXEC)
	try(t, err)
	file := os.NewFile(uintptr(fd), "board")
	t.Cleanup(func() { file.Close() })
	size := int(unsafe.Sizeof(board{}))
	try(t, file.Truncate(int64(size)))
	memory, err := unix.Mmap(fd, 0, size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	try(t, err)
	t.Cleanup(func() { unix.Munmap(memory) })
	return (*board)(unsafe.Pointer(&memory[0])), file
}
