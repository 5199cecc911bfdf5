// Package cgroup asks the caller's control group (cgroups(7)) why a process was killed.
package cgroup

import (
	"dumb-init.alt/internal/ascii"
	"dumb-init.alt/internal/cstring"
	"dumb-init.alt/internal/kernel"
)

// OutOfMemory reports whether the kernel has killed a process of the caller's control group because
// there was no memory left. The controller memory counts these, in version 2 and in version 1
// (Documentation/admin-guide/cgroup-v2.rst and cgroup-v1/memory.rst). If that cannot be found out,
// it reports false.
func OutOfMemory() bool {
	return counts(":/", "/sys/fs/cgroup\x00", "memory.events\x00") ||
		counts("memory:/", "/sys/fs/cgroup/memory\x00", "memory.oom_control\x00")
}

// counts reports whether a file of the caller's control group counts a process that was killed.
// The hierarchy is mounted in the usual place. A line of /proc/self/cgroup, "ID:CONTROLLERS:/PATH",
// has the path in it. If there is no such path, the mount is that of the group alone, as in a
// container without a cgroup namespace.
//
// It is not inlined. Inlined, its text would lie on the stack of a supervisor that does not ask.
//
//go:noinline
func counts(hierarchy, mount, file string) bool {
	group := kernel.Open(cstring.Literal(mount))
	if group < 0 {
		return false
	}
	var content text
	content.read(kernel.WorkingDirectory, cstring.Literal("/proc/self/cgroup\x00"))
	if path := content.relativePath(hierarchy); path != nil {
		if directory := kernel.OpenIn(group, path); directory >= 0 {
			kernel.Close(group)
			group = directory
		}
	}
	content.read(group, cstring.Literal(file))
	kernel.Close(group)
	return content.countsKill()
}

// text is the text of a file, with a null behind it. What does not fit is left out.
type text [4096]byte

// read reads a file, by its path in a directory. The text is empty if that cannot be done.
func (t *text) read(directory int32, path *byte) {
	*t = text{}
	file := kernel.OpenIn(directory, path)
	if file < 0 {
		return
	}
	kernel.Read(file, t[:len(t)-1])
	kernel.Close(file)
}

// relativePath makes a C string of the path in the line of a hierarchy: "./PATH". The result is nil
// if there is no such line. hierarchy is what follows the ID, up to the slash.
func (t *text) relativePath(hierarchy string) (path *byte) {
	content := cstring.String(&t[0])
	for i := range t {
		if t[i] == '\n' {
			t[i] = 0
		}
	}
	for content != "" {
		line := cstring.String(cstring.Literal(content)) // up to the null
		_, rest, _ := ascii.Cut(line, ':')
		if ascii.HasPrefix(rest, hierarchy) && len(hierarchy) >= 2 {
			path = cstring.Literal(rest[len(hierarchy)-2:]) // ":/PATH"
			*path = '.'
			return path
		}
		if len(line) >= len(content) {
			return nil
		}
		content = content[len(line)+1:]
	}
	return nil
}

// countsKill reports whether a line of the text is "oom_kill N", with N more than 0.
func (t *text) countsKill() bool {
	line, rest, more := ascii.Cut(cstring.String(&t[0]), '\n')
	for more {
		key, count, _ := ascii.Cut(line, ' ')
		if key == "oom_kill" && count != "0" {
			return true
		}
		line, rest, more = ascii.Cut(rest, '\n')
	}
	return false
}
