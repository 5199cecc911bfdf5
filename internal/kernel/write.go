package kernel

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// way is a way to write to a file.
type way uint8

const (
	unwaiting way = iota // pwritev2(2) with RWF_NOWAIT
	send                 // sendto(2) with MSG_DONTWAIT
	plain                // write(2)
	pieces               // write(2), in pieces for which a terminal has room
	toFile               // write(2), without ppoll(2): /dev/kmsg says that it has no room
)

// Write writes text, and waits for room at most so many milliseconds in all. It reports whether
// all of the text was written. PIPE must be blocked: a pipe may lose its reader.
//
// The call that writes never sleeps: a reader that is stuck would hold up every signal. The wait is
// a ppoll(2), which has an end. But ppoll promises neither room for all of a text nor that the room
// is still there afterwards. So the call itself must not wait either, and how it is told so depends
// on the file:
//
//   - A pipe takes pwritev2(2) with RWF_NOWAIT, since Linux 6.4 (FMODE_NOWAIT, fs/pipe.c).
//   - An older pipe and a terminal are opened anew, so that they do not block (openAnew).
//   - A socket takes sendto(2) with MSG_DONTWAIT.
//   - Other files take write(2), which does not wait for a reader.
//
// As far as there is room, text is written in one call, so that lines of several processes do not
// mix.
func Write(fd int32, text string, milliseconds uint32) (written bool) {
	left := timespec{
		seconds:     uintptr(milliseconds / 1000),
		nanoseconds: uintptr(milliseconds % 1000 * 1_000_000),
	}
	var errno Errno
	switch {
	case isPipe(fd):
		text, errno = writeAll(fd, text, unwaiting, &left)
		if isRefusal(errno) {
			text = writeAnew(fd, text, plain, &left)
		}
	case isTerminal(fd):
		text = writeAnew(fd, text, pieces, &left)
	case isSocket(fd):
		text, errno = writeAll(fd, text, send, &left)
		if isRefusal(errno) {
			text, _ = writeAll(fd, text, plain, &left)
		}
	default:
		text, _ = writeAll(fd, text, toFile, &left)
	}
	return text == ""
}

// isRefusal reports whether the kernel does not know a call, or not for this file, or whether a
// sandbox refuses it.
func isRefusal(errno Errno) bool {
	return errno == unix.ENOSYS || errno == unix.EOPNOTSUPP ||
		errno == unix.EINVAL || errno == unix.EPERM
}

// writeAnew writes text to a pipe or a terminal that it opens anew, or if that cannot be done, in
// another way. It returns what was not written.
func writeAnew(fd int32, text string, otherwise way, left *timespec) (rest string) {
	anew := openAnew(fd)
	if anew < 0 {
		rest, _ = writeAll(fd, text, otherwise, left)
		return rest
	}
	rest, _ = writeAll(anew, text, plain, left)
	call(unix.SYS_CLOSE, uintptr(anew), 0)
	return rest
}

// writeAll writes text, and waits for room while there is time left. It returns what was not
// written, and why.
func writeAll(fd int32, text string, how way, left *timespec) (rest string, errno Errno) {
	// Time passes in ppoll alone. If it always sees room, and others always take that, this is the
	// end.
	const mostAttempts = 1000
	for range mostAttempts {
		if text == "" {
			return "", 0
		}
		if how != toFile && !awaitRoom(fd, left) {
			break
		}
		size, errno := writeOnce(fd, text, how)
		switch {
		case errno == 0 && size <= uint(len(text)):
			text = text[size:]
		case errno == unix.EAGAIN || errno == unix.EINTR:
			// Others have taken the room; or a tracer.
		default:
			return text, errno
		}
	}
	return text, unix.EAGAIN
}

// terminalPiece returns the beginning of a text that a terminal takes at once, if ppoll has seen
// room: a newline, or up to 128 bytes without one.
//
// A newline takes the room of two bytes, as the terminal adds a carriage return. A pseudo-terminal
// makes room in buffers of 256 bytes (tty_buffer_alloc, drivers/tty/tty_buffer.c). Another terminal
// has no room for ppoll while 256 bytes wait in it (n_tty_poll, drivers/tty/n_tty.c).
func terminalPiece(text string) string {
	const most = 128
	for i := range len(text) {
		if i > 0 && (i == most || text[i] == '\n' || text[i-1] == '\n') {
			return text[:i]
		}
	}
	return text
}

// writeOnce makes one call that writes, and returns how many bytes it has written.
func writeOnce(fd int32, text string, how way) (size uint, errno Errno) {
	if how == pieces {
		text = terminalPiece(text)
	}
	address := unsafe.Pointer(unsafe.StringData(text))
	length := uintptr(len(text))
	var result uintptr
	switch how {
	case unwaiting:
		const here = ^uintptr(0) // both halves of the offset -1: where the file stands
		vector := unix.Iovec{Base: unsafe.StringData(text)}
		vector.SetLen(len(text))
		result, _, errno = unix.RawSyscall6(
			unix.SYS_PWRITEV2,
			uintptr(fd),
			uintptr(unsafe.Pointer(&vector)),
			1, // vector is one entry
			here,
			here,
			unix.RWF_NOWAIT,
		)
	case send:
		result, _, errno = unix.RawSyscall6(
			unix.SYS_SENDTO,
			uintptr(fd),
			uintptr(address),
			length,
			unix.MSG_DONTWAIT|unix.MSG_NOSIGNAL,
			0, // no address
			0,
		)
	default:
		result, _, errno = unix.RawSyscall(unix.SYS_WRITE, uintptr(fd), uintptr(address), length)
	}
	return uint(result), errno
}
