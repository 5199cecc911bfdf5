package kernel

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// These calls look at files: at one that could not be executed, or in /proc and the control group.
// A path is null-terminated, and is resolved from the working directory.

// WorkingDirectory stands for the working directory in the place of a directory's file descriptor
// (AT_FDCWD, openat(2)).
const WorkingDirectory int32 = -100

// cwd is WorkingDirectory as an argument.
const cwd = ^uintptr(99)

// Stat returns the mode of a file, its type and permissions, and its size in bytes (statx(2)).
// Symbolic links are followed. Before Linux 4.11 the error is ENOSYS.
func Stat(path *byte) (mode uint16, size uint64, errno Errno) {
	var status unix.Statx_t
	_, _, errno = unix.RawSyscall6(
		unix.SYS_STATX,
		cwd,
		uintptr(unsafe.Pointer(path)),
		0, // flags
		unix.STATX_TYPE|unix.STATX_MODE|unix.STATX_SIZE,
		uintptr(unsafe.Pointer(&status)),
		0,
	)
	return status.Mode, status.Size, errno
}

// MayExecute returns 0 if the caller may execute a file, or may search a directory, as far as
// permissions and mount options go (faccessat2(2), X_OK).
//
// Before Linux 5.8, or in a sandbox that is older, faccessat(2) answers for the real user ID in the
// place of the effective one. They differ only in a set-user-ID program.
func MayExecute(path *byte) Errno {
	_, _, errno := unix.RawSyscall6(
		unix.SYS_FACCESSAT2,
		cwd,
		uintptr(unsafe.Pointer(path)),
		unix.X_OK,
		unix.AT_EACCESS,
		0,
		0,
	)
	if errno != unix.ENOSYS && errno != unix.EPERM {
		return errno
	}
	_, _, errno = unix.RawSyscall(
		unix.SYS_FACCESSAT,
		cwd,
		uintptr(unsafe.Pointer(path)),
		unix.X_OK,
	)
	return errno
}

// IsMountedNoexec reports whether a file is on a file system from which nothing may be executed
// (statfs(2), ST_NOEXEC).
func IsMountedNoexec(path *byte) bool {
	var status unix.Statfs_t
	return statfs(path, &status) == 0 && status.Flags&unix.ST_NOEXEC != 0
}

// ReadLink returns how many bytes of the target of a symbolic link it has put into a buffer,
// without a null (readlinkat(2)). There are none if the path is no symbolic link.
func ReadLink(path *byte, target []byte) (n uint) {
	result, _, errno := unix.RawSyscall6(
		unix.SYS_READLINKAT,
		cwd,
		uintptr(unsafe.Pointer(path)),
		uintptr(unsafe.Pointer(unsafe.SliceData(target))),
		uintptr(len(target)),
		0,
		0,
	)
	if errno != 0 {
		return 0
	}
	return uint(result)
}

// Open opens a file for reading. The file descriptor is negative if that fails.
func Open(path *byte) (fd int32) { return OpenIn(WorkingDirectory, path) }

// OpenIn opens a file for reading, by its path in a directory (openat(2)). The file descriptor is
// negative if that fails. It does not wait, not even for somebody who writes to a FIFO, and takes
// no controlling terminal.
func OpenIn(directory int32, path *byte) (fd int32) {
	result, _, errno := unix.RawSyscall6(
		unix.SYS_OPENAT,
		uintptr(directory),
		uintptr(unsafe.Pointer(path)),
		unix.O_RDONLY|unix.O_NONBLOCK|unix.O_NOCTTY|unix.O_CLOEXEC|unix.O_LARGEFILE,
		0, // the mode of a new file
		0,
		0,
	)
	if errno != 0 {
		return -1
	}
	return int32(result)
}

// Close closes a file descriptor (close(2)).
func Close(fd int32) {
	call(unix.SYS_CLOSE, uintptr(fd), 0)
}

// Read reads the next piece of a file into a buffer, and returns it (read(2)). It is empty at the
// end of the file, or if the file cannot be read.
func Read(fd int32, buffer []byte) (piece []byte) {
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

// ReadAt reads from an offset of a file on, and returns how many bytes it has read (preadv(2)).
// That is less than the buffer has if the file ends, and 0 if it cannot be read.
//
// preadv takes the offset in two longs on every architecture. pread64(2) takes it in one, two, or
// an aligned pair.
func ReadAt(fd int32, buffer []byte, offset uint64) (n uint) {
	vector := unix.Iovec{Base: unsafe.SliceData(buffer)}
	vector.SetLen(len(buffer))
	result, _, errno := unix.RawSyscall6(
		unix.SYS_PREADV,
		uintptr(fd),
		uintptr(unsafe.Pointer(&vector)),
		1, // vector is one buffer
		uintptr(offset),
		uintptr(offset>>32), // has no effect where a long has 64 bits
		0,
	)
	if errno != 0 {
		return 0
	}
	return min(uint(result), uint(len(buffer)))
}

// Uname asks the kernel for its names (uname(2)). They stay empty if it does not tell.
func Uname(names *unix.Utsname) {
	unix.RawSyscall(unix.SYS_UNAME, uintptr(unsafe.Pointer(names)), 0, 0)
}
