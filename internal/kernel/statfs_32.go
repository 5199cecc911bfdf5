//go:build 386 || arm

package kernel

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// statfs tells of the file system that a file is on (statfs64(2)).
func statfs(path *byte, status *unix.Statfs_t) Errno {
	_, _, errno := unix.RawSyscall(
		unix.SYS_STATFS64,
		uintptr(unsafe.Pointer(path)),
		unsafe.Sizeof(*status),
		uintptr(unsafe.Pointer(status)),
	)
	return errno
}
