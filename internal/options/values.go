package options

import (
	"dumb-init/internal/signals"
	"dumb-init/internal/words"
)

const signalForms = "1-31, 34-64, and names such as TERM, SIGTERM or RTMIN+3"

// apply carries out an option. value is its value, where it takes one.
func (p *parser) apply(option *option, value string) (ok bool) {
	p.Flags |= option.flag
	before, after, colon := words.Cut(value, ':')
	if option.short == 'k' && !colon {
		before, after, colon = "TERM", value, true
	}
	switch {
	case option.value == "":
		return true
	case option.short == 'p':
		p.ParentDeath, ok = p.received(value)
		return ok
	case !colon:
		return p.reject(value, "a rule; valid is ", option.value)
	case option.short == 'e':
		return p.exitMap(before, after)
	}
	received, ok := p.received(before)
	rule := &p.Rules[received.Index()]
	switch {
	case !ok:
		return false
	case option.short == 'd':
		rule.Delay, ok = p.time(after)
	case option.short == 'k':
		rule.Kill, ok = p.time(after)
		rule.Kills = true
	case option.short == 'r':
		rule.To, ok = signals.Parse(after)
		rule.Rewrite = true
		if zero, isNumber := words.Decimal(after); !ok && (!isNumber || zero != 0) {
			return p.reject(after, "a signal to forward; valid are 0 for none, ", signalForms)
		}
		return true
	}
	return ok
}

// received reads a signal that is to be received. KILL and STOP never are.
func (p *parser) received(word string) (signal signals.Signal, ok bool) {
	signal, ok = signals.Parse(word)
	if !ok || signal == signals.KILL || signal == signals.STOP {
		return 0, p.reject(word, "a signal that can be caught; valid, but for KILL and STOP, are ", signalForms)
	}
	return signal, true
}

// time reads a time: a decimal number and a unit, s where there is none.
func (p *parser) time(word string) (milliseconds uint32, ok bool) {
	number, suffix := word, ""
	for i := range len(word) {
		if word[i] > '9' {
			number, suffix = word[:i], word[i:]
			break
		}
	}
	whole, fraction, point := words.Cut(number, '.')
	n, ok := words.Decimal(whole)
	unit := uint32(1000)
	switch suffix {
	case "", "s":
	case "ms":
		unit = 1
	case "m":
		unit = 60 * 1000
	case "h":
		unit = 60 * 60 * 1000
	default:
		ok = false
	}
	total := uint64(n) * uint64(unit)
	for i := range len(fraction) {
		digit := fraction[i] - '0'
		unit /= 10
		total += uint64(digit) * uint64(unit)
		ok = ok && digit <= 9
	}
	if !ok || point && fraction == "" || total > 24*60*60*1000 {
		return 0, p.reject(word, "a time; valid are 0 to 24h, such as 10, 1.5s, 300ms or 2m", "")
	}
	return uint32(total), true
}

// exitMap adds the rule that status from, or that of a signal's death, becomes status to.
func (p *parser) exitMap(from, to string) (ok bool) {
	status, ok := words.Decimal(from)
	if signal, isSignal := signals.Parse(from); !ok && isSignal {
		status, ok = 128+uint32(signal), true
	}
	if !ok || status > 255 {
		return p.reject(from, "an exit status; valid are 0-255, and a signal's name for 128 and its number", "")
	}
	replaced, ok := words.Decimal(to)
	if !ok || replaced > 255 {
		return p.reject(to, "an exit status; valid are 0-255", "")
	}
	p.exits[status&255] = uint8(status ^ replaced)
	return true
}
