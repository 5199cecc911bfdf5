package options

import (
	"dumb-init.alt/internal/ascii"
	"dumb-init.alt/internal/signals"
)

const (
	signalForms = "1-31, 34-64, and names such as TERM, SIGTERM or RTMIN+3"
	timeForms   = "a time; valid are 0 to 24h, such as 10, 1.5s, 300ms or 2m"
)

// set carries out an option that takes a value.
func (p *parser) set(o option, value string) (ok bool) {
	before, after, colon := ascii.Cut(value, ':')
	switch o.letter {
	case 'p':
		return p.setParentDeath(value)
	case 'k':
		if !colon {
			return p.addKill("TERM", value)
		}
		return p.addKill(before, after)
	}
	if !colon {
		return p.reject(value, "a rule; valid is ", o.form)
	}
	switch o.letter {
	case 'd':
		return p.addDelay(before, after)
	case 'e':
		return p.addExit(before, after)
	default:
		return p.addRewrite(before, after)
	}
}

// setParentDeath takes the value of -p: the signal for the end of the parent.
func (p *parser) setParentDeath(word string) (ok bool) {
	p.ParentDeath, ok = p.received(word)
	return ok
}

// addKill adds a rule of -k: KILL follows a time after the signal was forwarded.
func (p *parser) addKill(signal, time string) (ok bool) {
	received, ok := p.received(signal)
	if !ok {
		return false
	}
	rule := &p.Rules[received.Index()]
	rule.HasKill = true
	rule.KillAfterMillis, ok = p.time(time)
	return ok
}

// addDelay adds a rule of -d: the signal is held back for a time.
func (p *parser) addDelay(signal, time string) (ok bool) {
	received, ok := p.received(signal)
	if !ok {
		return false
	}
	p.Rules[received.Index()].DelayMillis, ok = p.time(time)
	return ok
}

// addRewrite adds a rule of -r: another signal is forwarded, or with 0 none.
func (p *parser) addRewrite(from, to string) (ok bool) {
	received, ok := p.received(from)
	if !ok {
		return false
	}
	forwarded, ok := signals.Parse(to)
	zero, isNumber := ascii.Decimal(to)
	if !ok && !(isNumber && zero == 0) {
		return p.reject(to, "a signal to forward; valid are 0 for none, ", signalForms)
	}
	rule := &p.Rules[received.Index()]
	rule.HasRewrite = true
	rule.RewriteTo = forwarded
	return true
}

// addExit adds a rule of -e: an exit status, or that of a death by signal, is replaced.
func (p *parser) addExit(from, to string) (ok bool) {
	status, ok := ascii.Decimal(from)
	if signal, isSignal := signals.Parse(from); !ok && isSignal {
		status = 128 + uint32(signal)
		ok = true
	}
	if !ok || status > 255 {
		const wanted = "an exit status; valid are 0-255, and a signal's name for 128 and its number"
		return p.reject(from, wanted, "")
	}
	replaced, ok := ascii.Decimal(to)
	if !ok || replaced > 255 {
		return p.reject(to, "an exit status; valid are 0-255", "")
	}
	// The mask changes nothing. It lets the compiler leave out the check of bounds.
	p.exitMap[status&255] = uint8(status ^ replaced)
	return true
}

// received reads a signal that is to be received. KILL and STOP never are.
func (p *parser) received(word string) (signal signals.Signal, ok bool) {
	signal, ok = signals.Parse(word)
	if !ok || signal == signals.KILL || signal == signals.STOP {
		const wanted = "a signal that can be caught; valid, but for KILL and STOP, are "
		return 0, p.reject(word, wanted, signalForms)
	}
	return signal, true
}

// time reads a time: a decimal number, and a unit that is seconds if it is left out.
func (p *parser) time(word string) (milliseconds uint32, ok bool) {
	const most = 24 * 60 * 60 * 1000
	number, suffix := splitUnit(word)
	whole, fraction, point := ascii.Cut(number, '.')
	n, ok := ascii.Decimal(whole)
	unit, known := unitMillis(suffix)
	ok = ok && known && !(point && fraction == "")
	total := uint64(n) * uint64(unit)
	for i := range len(fraction) {
		digit := fraction[i] - '0'
		ok = ok && digit <= 9
		unit /= 10
		total += uint64(digit) * uint64(unit)
	}
	if !ok || total > most {
		return 0, p.reject(word, timeForms, "")
	}
	return uint32(total), true
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
