package storms

import (
	"os"
	"sync/atomic"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/testing/kit"
)

const (
	signalCount   = 65 // signals are numbered from 1 to 64
	senderCount   = 8
	receiverCount = 3
)

// Receivers of signals.
const (
	theCommand = 0
	theMember  = 1 // of the command's process group
	theDaemon  = 2 // in a session of its own
)

// board is what the test shares with the command. testdata/board.h has the same, and says what
// each is.
type board struct {
	ready    atomic.Uint64
	begin    atomic.Uint64
	stop     atomic.Uint64
	end      atomic.Uint64
	made     atomic.Uint64
	refused  atomic.Uint64
	killed   atomic.Uint64
	valued   atomic.Uint64
	disorder atomic.Uint64
	next     [senderCount][signalCount]atomic.Uint64
	arrivals [receiverCount][signalCount]atomic.Uint64
	latest   [receiverCount][signalCount]atomic.Uint64
}

// newBoard returns an empty board, and its file, which the command needs as descriptor 3.
func newBoard(t testing.TB) (*board, *os.File) {
	t.Helper()
	fd, err := unix.MemfdCreate("board", unix.MFD_CLOEXEC)
	kit.Try(t, err)
	file := os.NewFile(uintptr(fd), "board")
	t.Cleanup(func() { file.Close() })
	size := int(unsafe.Sizeof(board{}))
	kit.Try(t, file.Truncate(int64(size)))
	memory, err := unix.Mmap(fd, 0, size, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	kit.Try(t, err)
	t.Cleanup(func() { unix.Munmap(memory) })
	return (*board)(unsafe.Pointer(&memory[0])), file
}
