// Package ascii reads words of ASCII text: what strings and strconv would do, without their calls
// that allocate or panic, as PID 1 holds no such call.
package ascii

// HasPrefix reports whether word begins with prefix, as strings.HasPrefix.
func HasPrefix(word, prefix string) bool {
	return len(word) >= len(prefix) && word[:len(prefix)] == prefix
}

// Cut splits word at the first separator, as strings.Cut.
//
// It is not inlined: it has many callers, and the program would be larger.
//
//go:noinline
func Cut(word string, separator byte) (before, after string, found bool) {
	for i := range len(word) {
		if word[i] == separator {
			return word[:i], word[i+1:], true
		}
	}
	return word, "", false
}

// EqualFold ignores the case of word; upper must be upper case.
func EqualFold(word, upper string) bool {
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

// Find returns the value of a key in a table. Each line of the table is a key in upper case, a
// blank and a value. Find ignores the case of key.
func Find(table, key string) (value string, found bool) {
	line, rest, more := Cut(table, '\n')
	for more {
		k, value, _ := Cut(line, ' ')
		if EqualFold(key, k) {
			return value, true
		}
		line, rest, more = Cut(rest, '\n')
	}
	return "", false
}

// Decimal reads word as a number from 0 to 999,999,999. Anything that is not made of decimal digits
// alone is refused, and so is a larger number.
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
