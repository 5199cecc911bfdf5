package options

import "dumb-init.alt/internal/ascii"

// time reads a part of a value as a time: a decimal number, and a unit that is seconds if it is
// left out. It complains if that is not possible.
func (p *parser) time(s *setting, word string) (milliseconds uint32, ok bool) {
	const (
		most  = 24 * 60 * 60 * 1000
		valid = "a time up to 24h, such as 10, 1.5s, 300ms or 2m"
	)
	total, ok := parseTime(word)
	switch {
	case !ok:
		return 0, p.wrong(s, word, " is not a time", valid)
	case total > most:
		return 0, p.wrong(s, word, " is longer than a day", valid)
	}
	return uint32(total), true
}

// parseTime reads a time of any length. What is less than a millisecond is left out.
func parseTime(word string) (milliseconds uint64, ok bool) {
	number, suffix := splitUnit(word)
	whole, fraction, point := ascii.Cut(number, '.')
	n, ok := ascii.Decimal(whole)
	unit, known := unitMillis(suffix)
	ok = ok && known && !(point && fraction == "")
	milliseconds = uint64(n) * uint64(unit)
	for i := range len(fraction) {
		digit := fraction[i] - '0'
		ok = ok && digit <= 9
		unit /= 10
		milliseconds += uint64(digit) * uint64(unit)
	}
	return milliseconds, ok
}

// splitUnit splits a time into its number and its unit, which begins at the first letter.
func splitUnit(word string) (number, unit string) {
	for i := range len(word) {
		if word[i] > '9' {
			return word[:i], word[i:]
		}
	}
	return word, ""
}

// unitMillis returns the milliseconds of a unit of time.
func unitMillis(unit string) (milliseconds uint32, known bool) {
	switch unit {
	case "ms":
		return 1, true
	case "", "s":
		return 1000, true
	case "m":
		return 60 * 1000, true
	case "h":
		return 60 * 60 * 1000, true
	}
	return 0, false
}
