//go:build !386 && !arm

package kernel

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// statfs tells of the file system that a file is on (statfs(2)).
func statfs(path *byte, status *unix.Statfs_t) Errno {
	_, _, errno := unix.RawSyscall(
		unix.SYS_STATFS,
		uintptr(unsafe.Pointer(path)),
		uintptr(unsafe.Pointer(status)),
		0,
	)
	return errno
}
