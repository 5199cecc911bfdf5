package stderr

import (
	"golang.org/x/sys/unix"

	"dumb-init/internal/kernel"
)

// errnoTexts are the C library's texts for what execve, clone and the terminal calls return, on local and
// network filesystems. Go has them in lower case, and allocates for an unknown number.
var errnoTexts = [...]struct {
	errno kernel.Errno
	text  string
}{
	{unix.EPERM, "Operation not permitted"}, {unix.ENOENT, "No such file or directory"},
	{unix.EINTR, "Interrupted system call"}, {unix.EIO, "Input/output error"}, {unix.E2BIG, "Argument list too long"},
	{unix.ENOEXEC, "Exec format error"}, {unix.EBADF, "Bad file descriptor"},
	{unix.EAGAIN, "Resource temporarily unavailable"}, {unix.ENOMEM, "Cannot allocate memory"},
	{unix.EACCES, "Permission denied"}, {unix.EFAULT, "Bad address"}, {unix.EBUSY, "Device or resource busy"},
	{unix.ENODEV, "No such device"}, {unix.ENOTDIR, "Not a directory"}, {unix.EISDIR, "Is a directory"},
	{unix.EINVAL, "Invalid argument"}, {unix.ENFILE, "Too many open files in system"},
	{unix.EMFILE, "Too many open files"}, {unix.ENOTTY, "Inappropriate ioctl for device"},
	{unix.ETXTBSY, "Text file busy"}, {unix.EROFS, "Read-only file system"}, {unix.ENAMETOOLONG, "File name too long"},
	{unix.ENOSYS, "Function not implemented"}, {unix.ELOOP, "Too many levels of symbolic links"},
	{unix.ELIBBAD, "Accessing a corrupted shared library"}, {unix.ENOTCONN, "Transport endpoint is not connected"},
	{unix.ETIMEDOUT, "Connection timed out"}, {unix.ESTALE, "Stale file handle"}, {unix.EREMOTEIO, "Remote I/O error"},
	{unix.ENOKEY, "Required key not available"},
}
