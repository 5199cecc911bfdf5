package process

// path is a null-terminated path. It has room for the longest that the kernel takes (PATH_MAX,
// limits.h).
type path [4096]byte

// join makes the path of a name in a directory, and reports whether it fits. An empty directory is
// the current one.
//
// It is not inlined: it has many callers, and the program would be larger.
//
//go:noinline
func (p *path) join(directory, name string) (fits bool) {
	at := uint(copy(p[:], directory))
	if at > 0 && at < uint(len(p)) {
		p[at] = '/'
		at++
	}
	end := at + uint(len(name))
	// at is never out of range. The test lets the compiler leave out the check of bounds.
	if at > uint(len(p)) || end >= uint(len(p)) {
		return false
	}
	copy(p[at:], name)
	p[end] = 0
	return true
}
