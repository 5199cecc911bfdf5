// Package cstring gives Go views of the C strings that the kernel puts on the stack of a new
// program (execve(2)), and C views of Go's. Nothing is copied.
//
// Slices and strings are laid out by hand here: unsafe.Slice and unsafe.String are compiled with
// calls that panic, and PID 1 holds no such call.
package cstring

import "unsafe"

// wordSize is the size of a pointer in bytes.
const wordSize = unsafe.Sizeof(uintptr(0))

// Vectors returns the arguments and the environment of a program, from its initial stack pointer.
// There lie the number of arguments, their addresses, a null, the addresses of the environment's
// entries, and a null.
//
// It is not inlined: a compiler that sees through the slices cannot prove any more that their
// lengths stay the same, and inserts checks of bounds.
//
//go:noinline
func Vectors(sp unsafe.Pointer) (args, env []*byte) {
	argc := *(*int)(sp)
	argv := unsafe.Add(sp, wordSize)
	envp := unsafe.Add(argv, uintptr(argc+1)*wordSize)
	envc := 0
	for *(*uintptr)(unsafe.Add(envp, uintptr(envc)*wordSize)) != 0 {
		envc++
	}
	return slice(argv, argc), slice(envp, envc)
}

// slice returns the slice of n pointers that begins at first.
func slice(first unsafe.Pointer, n int) []*byte {
	// The layout of a slice: address, length, capacity.
	header := [3]uintptr{uintptr(first), uintptr(n), uintptr(n)}
	return *(*[]*byte)(unsafe.Pointer(&header))
}

// String returns the string at p, which ends before the first null.
//
// It is not inlined: it has many callers, and the program would be larger.
//
//go:noinline
func String(p *byte) string {
	// The layout of a string: address, length.
	header := struct {
		first  *byte
		length int
	}{first: p}
	for *(*byte)(unsafe.Add(unsafe.Pointer(p), header.length)) != 0 {
		header.length++
	}
	return *(*string)(unsafe.Pointer(&header))
}

// Literal returns the address of a string literal that ends in a null.
func Literal(text string) *byte { return unsafe.StringData(text) }

// Replace puts another string at an index of a vector. An index out of range changes nothing.
func Replace(vector []*byte, index int, with *byte) {
	if uint(index) < uint(len(vector)) {
		// The store of a pointer is compiled with a call of the garbage collector's write barrier.
		// That of an integer is not.
		*(*uintptr)(unsafe.Pointer(&vector[index])) = uintptr(unsafe.Pointer(with))
	}
}

// Remove takes every entry of a variable out of an environment in place, and returns the entries
// left, in order. In memory a null must stand behind the last of env, and does so afterwards.
func Remove(env []*byte, name string) []*byte {
	kept := 0
	for _, entry := range env {
		if _, matches := valueOf(entry, name); !matches {
			Replace(env, kept, entry)
			kept++
		}
	}
	if kept == len(env) {
		return env
	}
	Replace(env, kept, nil)
	return slice(unsafe.Pointer(unsafe.SliceData(env)), kept)
}

// Lookup returns the value of a variable of the environment, as getenv(3), and its index in env. If
// there is no such variable, the value is empty and the index is len(env).
func Lookup(env []*byte, name string) (value string, index int) {
	for i, entry := range env {
		if first, matches := valueOf(entry, name); matches {
			return String(first), i
		}
	}
	return "", len(env)
}

// valueOf returns the first byte of an entry's value, and reports whether the entry is that of the
// variable: its name and a '='.
func valueOf(entry *byte, name string) (first *byte, matches bool) {
	at := unsafe.Pointer(entry)
	for i := range len(name) {
		if *(*byte)(at) != name[i] {
			return nil, false
		}
		at = unsafe.Add(at, 1)
	}
	return (*byte)(unsafe.Add(at, 1)), *(*byte)(at) == '='
}
