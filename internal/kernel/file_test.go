package kernel

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// cPath returns a path as a C string.
func cPath(t *testing.T, path string) *byte {
	t.Helper()
	p, err := unix.BytePtrFromString(path)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// written returns the path of a file with a text and a mode.
func written(t *testing.T, text string, mode os.FileMode) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	return path
}

// Stat tells what kind of file it is, who may do what with it, and its size.
func TestStat(t *testing.T) {
	file := written(t, "12345", 0o640)
	directory := filepath.Dir(file)
	link := filepath.Join(directory, "link")
	if err := os.Symlink("file", link); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		path  string
		mode  uint16
		size  uint64
		errno Errno
	}{
		{file, unix.S_IFREG | 0o640, 5, 0},
		{link, unix.S_IFREG | 0o640, 5, 0},
		{file + "/x", 0, 0, unix.ENOTDIR},
		{file + "x", 0, 0, unix.ENOENT},
	}
	for _, test := range tests {
		mode, size, errno := Stat(cPath(t, test.path))
		if mode != test.mode || size != test.size || errno != test.errno {
			t.Errorf("%s: got mode %o, size %d, %v, want mode %o, size %d, %v", test.path,
				mode, size, errno, test.mode, test.size, test.errno)
		}
	}
	if mode, _, _ := Stat(cPath(t, directory)); mode&unix.S_IFMT != unix.S_IFDIR {
		t.Errorf("of a directory: got mode %o, want type %o", mode, unix.S_IFDIR)
	}
}

// Nobody may execute a file that has no execute permission, not even root.
func TestMayExecute(t *testing.T) {
	tests := []struct {
		mode os.FileMode
		want Errno
	}{
		{0o700, 0},
		{0o600, unix.EACCES},
	}
	for _, test := range tests {
		file := written(t, "", test.mode)
		if got := MayExecute(cPath(t, file)); got != test.want {
			t.Errorf("mode %o: got %v, want %v", test.mode, got, test.want)
		}
	}
	if got := MayExecute(cPath(t, "/no/such/file")); got != unix.ENOENT {
		t.Errorf("no file: got %v, want %v", got, unix.ENOENT)
	}
}

// IsMountedNoexec says what the mount options in /proc/self/mounts say.
func TestIsMountedNoexec(t *testing.T) {
	mounts, err := os.ReadFile("/proc/self/mounts")
	if err != nil {
		t.Skip(err)
	}
	want := map[string]bool{} // by the place; of several mounts at a place the last counts
	for line := range strings.Lines(string(mounts)) {
		fields := strings.Fields(line)
		options := "," + fields[3] + ","
		want[fields[1]] = strings.Contains(options, ",noexec,")
	}
	for place, noexec := range want {
		var status unix.Statfs_t
		if unix.Statfs(place, &status) != nil {
			continue // it may not be reached
		}
		if got := IsMountedNoexec(cPath(t, place)); got != noexec {
			t.Errorf("%s: got %t, want %t", place, got, noexec)
		}
	}
}

// ReadLink reads the target of a symbolic link, as much as there is room for. Anything else has no
// target.
func TestReadLink(t *testing.T) {
	file := written(t, "", 0o600)
	link := file + "-link"
	if err := os.Symlink("some/target", link); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		path string
		room int
		want string
	}{
		{link, 100, "some/target"},
		{link, 4, "some"},
		{file, 100, ""},
		{file + "x", 100, ""},
	}
	for _, test := range tests {
		buffer := make([]byte, test.room)
		n := ReadLink(cPath(t, test.path), buffer)
		if got := string(buffer[:n]); got != test.want {
			t.Errorf("%s: got %q, want %q", test.path, got, test.want)
		}
	}
}

// ReadAt reads from an offset, up to the end of the file at most. An offset of more than 32 bits is
// not cut.
func TestReadAt(t *testing.T) {
	const far = 5 << 32
	path := written(t, "0123456789", 0o600)
	if err := os.Truncate(path, far+10); err != nil {
		t.Skip(err) // no sparse files of this size
	}
	fd := Open(cPath(t, path))
	if fd < 0 {
		t.Fatal("got no file descriptor")
	}
	defer Close(fd)
	tests := []struct {
		offset uint64
		room   int
		want   string
	}{
		{0, 4, "0123"},
		{8, 2, "89"},
		{far + 8, 4, "\x00\x00"},
		{far + 10, 4, ""},
		{1 << 63, 4, ""},
		{0, 0, ""},
	}
	for _, test := range tests {
		buffer := make([]byte, test.room)
		n := ReadAt(fd, buffer, test.offset)
		if got := string(buffer[:n]); got != test.want {
			t.Errorf("%d bytes at %d: got %q, want %q", test.room, test.offset, got, test.want)
		}
	}
	if n := ReadAt(-1, make([]byte, 4), 0); n != 0 {
		t.Errorf("of no file: got %d bytes, want none", n)
	}
}

// Open does not wait for somebody who writes to a FIFO. It returns no file descriptor if there is
// no file.
func TestOpen(t *testing.T) {
	fifo := filepath.Join(t.TempDir(), "fifo")
	if err := unix.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	fd := Open(cPath(t, fifo))
	if fd < 0 {
		t.Fatal("a FIFO: got no file descriptor")
	}
	Close(fd)
	if fd := Open(cPath(t, fifo+"x")); fd >= 0 {
		t.Errorf("no file: got file descriptor %d, want none", fd)
	}
}

// Uname tells the same as uname(2).
func TestUname(t *testing.T) {
	var got, want unix.Utsname
	Uname(&got)
	if err := unix.Uname(&want); err != nil {
		t.Fatal(err)
	}
	if got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}
