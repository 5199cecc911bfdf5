// Package words gives views of the C strings that the kernel puts on the stack of a new program, its
// arguments and environment (execve(2)), and the few string functions that PID 1 needs; nothing is copied.
//
// Headers of strings and slices are laid out by hand, as unsafe.String and unsafe.Slice are compiled
// with calls that panic, and PID 1 holds no such call.
package words

import "unsafe"

const word = unsafe.Sizeof(uintptr(0))

// Stack returns the arguments and the environment that lie at a program's initial stack pointer: the
// count of arguments, their addresses, a null, the addresses of the environment's strings, a null. The
// null stands behind the end of each slice, where execve looks for it.
//
//go:noinline // or the compiler sees through the slices, and cannot prove that their lengths stay the same
func Stack(sp unsafe.Pointer) (args, env []*byte) {
	argc := *(*int)(sp)
	envp := unsafe.Add(sp, uintptr(argc+2)*word)
	envc := 0
	for *(*uintptr)(unsafe.Add(envp, uintptr(envc)*word)) != 0 {
		envc++
	}
	return vector(unsafe.Add(sp, word), argc), vector(envp, envc)
}

func vector(first unsafe.Pointer, n int) []*byte {
	header := [3]uintptr{uintptr(first), uintptr(n), uintptr(n)}
	return *(*[]*byte)(unsafe.Pointer(&header))
}

// String returns the null-terminated string at p.
func String(p *byte) string {
	header := struct {
		first *byte
		n     int
	}{first: p}
	for *(*byte)(unsafe.Add(unsafe.Pointer(p), header.n)) != 0 {
		header.n++
	}
	return *(*string)(unsafe.Pointer(&header))
}

// Replace puts another string's address at an index of a vector. It stores an integer: the store of a
// pointer would be compiled with a call of the garbage collector's write barrier.
func Replace(vector []*byte, i int, with *byte) {
	if uint(i) < uint(len(vector)) {
		*(*uintptr)(unsafe.Pointer(&vector[i])) = uintptr(unsafe.Pointer(with))
	}
}

// Lookup returns the value of an environment variable and its index in env, the first if there are several,
// as getenv(3). Where it is not set, the index is that behind the last. Of other entries no more is read
// than is the same.
func Lookup(env []*byte, name string) (value string, index int) {
	for i, entry := range env {
		at, n := unsafe.Pointer(entry), 0
		for n < len(name) && *(*byte)(at) == name[n] {
			at = unsafe.Add(at, 1)
			n++
		}
		if n == len(name) && *(*byte)(at) == '=' {
			return String((*byte)(unsafe.Add(at, 1))), i
		}
	}
	return "", len(env)
}

// HasPrefix reports whether word begins with prefix, as strings.HasPrefix.
func HasPrefix(word, prefix string) bool {
	return len(word) >= len(prefix) && word[:len(prefix)] == prefix
}

// Cut splits a word at the first separator, as strings.Cut.
func Cut(word string, separator byte) (before, after string, found bool) {
	for i := range len(word) {
		if word[i] == separator {
			return word[:i], word[i+1:], true
		}
	}
	return word, "", false
}

// Append writes text into a buffer from index at, as far as it and a null fit, and returns the index behind it.
func Append(buffer []byte, at uint, text string) uint {
	for i := range len(text) {
		if at < uint(len(buffer)) && at+1 < uint(len(buffer)) {
			buffer[at], buffer[at+1] = text[i], 0
			at++
		}
	}
	return at
}

// Decimal reads a whole number of decimal digits, up to 999,999,999, and nothing else.
func Decimal(word string) (n uint32, ok bool) {
	for i := range len(word) {
		digit := word[i] - '0'
		if digit > 9 || n > 99_999_999 {
			return 0, false
		}
		n = n*10 + uint32(digit)
	}
	return n, len(word) > 0
}

// Digits holds a number in decimal digits and a final null.
type Digits [11]byte

// Format returns the digits of n, as a string that lives as long as d does.
func (d *Digits) Format(n uint32) string {
	for i := len(d) - 2; i >= 0; i-- {
		d[i] = '0' + byte(n%10)
		if n /= 10; n == 0 {
			return String(&d[i])
		}
	}
	return ""
}
