package kernel

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// WorkingDirectory stands for the working directory, in the place of a directory's file descriptor
// (AT_FDCWD, openat(2)).
const WorkingDirectory = -100

// OpenFile opens a file or a directory for reading, by its path in a directory (openat(2)). The
// result is negative if that cannot be done.
func OpenFile(directory int32, path *byte) (fd int32) {
	result, _, errno := unix.RawSyscall6(
		unix.SYS_OPENAT,
		uintptr(directory),
		uintptr(unsafe.Pointer(path)),
		unix.O_RDONLY|unix.O_NONBLOCK|unix.O_NOCTTY|unix.O_CLOEXEC,
		0, // the mode of a new file
		0,
		0,
	)
	if errno != 0 {
		return -1
	}
	return int32(result)
}

// ReadFile reads the next piece of a file into the buffer, and returns it (read(2)). It is empty at
// the end of the file, or if that cannot be read.
func ReadFile(fd int32, buffer []byte) (piece []byte) {
	n, _, errno := unix.RawSyscall(
		unix.SYS_READ,
		uintptr(fd),
		uintptr(unsafe.Pointer(unsafe.SliceData(buffer))),
		uintptr(len(buffer)),
	)
	if errno != 0 || n > uintptr(len(buffer)) {
		return nil
	}
	return buffer[:n]
}

// CloseFile closes a file (close(2)).
func CloseFile(fd int32) {
	call(unix.SYS_CLOSE, uintptr(fd), 0)
}
