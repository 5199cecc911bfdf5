package report

// The texts in a line may come from anybody: the name of a command, the value of an option. No
// terminal may obey a part of them, and no reader may take a part of them for another line.

// firstCharacter returns the first character of a text, or "" if the text is empty. A character is
// a well-formed sequence of UTF-8 (The Unicode Standard, table 3-7). A byte that begins none is a
// character by itself: older systems have names in ISO 8859.
func firstCharacter(text string) string {
	switch {
	case len(text) >= 2 && isLead2(text[0]) && isNext(text[1]):
		return text[:2]
	case len(text) >= 3 && isLead3(text[0], text[1]) && isNext(text[2]):
		return text[:3]
	case len(text) >= 4 && isLead4(text[0], text[1]) && isNext(text[2]) && isNext(text[3]):
		return text[:4]
	case text != "":
		return text[:1]
	}
	return ""
}

// isLead2 reports whether a sequence of two bytes begins so. With 0xc0 and 0xc1 it would stand for
// an ASCII character.
func isLead2(first byte) bool { return 0xc2 <= first && first <= 0xdf }

// isLead3 reports whether a sequence of three bytes begins so. It must not be longer than needed,
// nor stand for a half of a surrogate pair.
func isLead3(first, second byte) bool {
	switch first {
	case 0xe0:
		return 0xa0 <= second && second <= 0xbf
	case 0xed:
		return 0x80 <= second && second <= 0x9f
	}
	return 0xe1 <= first && first <= 0xef && isNext(second)
}

// isLead4 reports whether a sequence of four bytes begins so. It must not be longer than needed,
// nor stand for a number above U+10FFFF.
func isLead4(first, second byte) bool {
	switch first {
	case 0xf0:
		return 0x90 <= second && second <= 0xbf
	case 0xf4:
		return 0x80 <= second && second <= 0x8f
	}
	return 0xf1 <= first && first <= 0xf3 && isNext(second)
}

// isNext reports whether a byte may stand in a sequence after the first.
func isNext(c byte) bool { return c&0xc0 == 0x80 }

// isShown reports whether a character may be written as it is. These may not:
//   - The control characters of C0, 0x7f, and those of C1 (U+0080 to U+009F). CSI of C1 begins the
//     orders that ESC [ begins. Some terminals take C1 as single bytes: see console_codes(4).
//   - U+2028 and U+2029, which end a line or a paragraph.
//   - U+202A to U+202E and U+2066 to U+2069, which show the text around them in another order.
func isShown(character string) bool {
	switch len(character) {
	case 1:
		c := character[0]
		return ' ' <= c && c < 0x7f || c > 0x9f
	case 2:
		return character[0] != 0xc2 || character[1] > 0x9f
	case 3:
		last := character[2]
		switch {
		case character[0] != 0xe2:
			return true
		case character[1] == 0x80:
			return last < 0xa8 || last > 0xae
		case character[1] == 0x81:
			return last < 0xa6 || last > 0xa9
		}
	}
	return true
}
