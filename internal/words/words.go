// Package words gives views of the C strings that the kernel puts on the stack of a new program (execve(2)). Headers are
// laid out by hand, as unsafe.String and unsafe.Slice are compiled with calls that panic, and PID 1 holds no such call.
package words

import "unsafe"

const word = unsafe.Sizeof(uintptr(0))

// Stack returns the arguments and the environment at a program's initial stack pointer: the count of arguments, their
// addresses, a null, the addresses of the environment's strings, a null.
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

// Replace puts another string at an index of a vector. It stores an integer, as the store of a pointer is
// compiled with a call of the garbage collector's write barrier.
func Replace(vector []*byte, i int, with *byte) {
	if uint(i) < uint(len(vector)) {
		*(*uintptr)(unsafe.Pointer(&vector[i])) = uintptr(unsafe.Pointer(with))
	}
}

// Lookup returns the value of an environment variable, as getenv(3), and its index in env, or that behind the last.
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

// Find returns the value of a key, in either case, in a table of lines: a key in upper case, a blank, a value.
func Find(table, key string) (value string, ok bool) {
	for line, rest, more := Cut(table, '\n'); more; line, rest, more = Cut(rest, '\n') {
		if k, value, _ := Cut(line, ' '); Equal(key, k) {
			return value, true
		}
	}
	return "", false
}

// Equal reports whether word is upper, which is in upper case, but for the case of its letters.
func Equal(word, upper string) bool {
	if len(word) != len(upper) {
		return false
	}
	for i := range len(upper) {
		c := word[i]
		if 'a' <= c && c <= 'z' {
			c -= 'a' - 'A'
		}
		if c != upper[i] {
			return false
		}
	}
	return true
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
