package options

import (
	"dumb-init.alt/internal/ascii"
	"dumb-init.alt/internal/signals"
)

const (
	cannotBeCaught = " cannot be caught"
	notStatus      = " is not an exit status"

	// firstRealTime is the first signal of those that are queued: see signal(7).
	firstRealTime signals.Signal = 32
)

// setting is an option and its value, as it was written.
type setting struct {
	option
	value string
}

// set carries out an option that takes a value.
func (p *parser) set(s *setting) (ok bool) {
	before, after, colon := ascii.Cut(s.value, ':')
	switch {
	case s.value == "":
		return p.malformed(s, " is empty")
	case s.letter == 'p':
		return p.setParentDeath(s)
	case s.letter == 'k' && !colon:
		return p.addKill(s, "TERM", s.value)
	case !colon:
		return p.malformed(s, " has no colon")
	case before == "":
		return p.malformed(s, " has nothing before the colon")
	case after == "":
		return p.malformed(s, " has nothing after the colon")
	}
	switch s.letter {
	case 'd':
		return p.addDelay(s, before, after)
	case 'e':
		return p.addExit(s, before, after)
	case 'k':
		return p.addKill(s, before, after)
	default:
		return p.addRewrite(s, before, after)
	}
}

// setParentDeath takes the value of -p: the signal for the end of the parent.
func (p *parser) setParentDeath(s *setting) (ok bool) {
	p.ParentDeath, ok = p.received(s, s.value)
	return ok
}

// addKill adds a rule of -k: KILL follows a time after the signal was forwarded.
func (p *parser) addKill(s *setting, signal, time string) (ok bool) {
	received, ok := p.received(s, signal)
	if !ok {
		return false
	}
	rule := &p.Rules[received.Index()]
	rule.HasKill = true
	rule.KillAfterMillis, ok = p.time(s, time)
	return ok
}

// addDelay adds a rule of -d: the signal is held back for a time.
func (p *parser) addDelay(s *setting, signal, time string) (ok bool) {
	received, ok := p.received(s, signal)
	if !ok {
		return false
	}
	p.Rules[received.Index()].DelayMillis, ok = p.time(s, time)
	return ok
}

// addRewrite adds a rule of -r: another signal is forwarded, or with 0 none.
func (p *parser) addRewrite(s *setting, from, to string) (ok bool) {
	received, ok := p.received(s, from)
	if !ok {
		return false
	}
	forwarded, ok := signals.Parse(to)
	zero, isNumber := ascii.Decimal(to)
	if !ok && !(isNumber && zero == 0) {
		const valid = "0 for none, 1-31 or 34-64, or a name such as TERM, SIGTERM or RTMIN+3"
		return p.wrong(s, to, notSignal(to), valid)
	}
	rule := &p.Rules[received.Index()]
	rule.HasRewrite = true
	rule.RewriteTo = forwarded
	return true
}

// addExit adds a rule of -e: an exit status, or that of a death by signal, is replaced.
func (p *parser) addExit(s *setting, from, to string) (ok bool) {
	status, ok := ascii.Decimal(from)
	if signal, isSignal := signals.Parse(from); !ok && isSignal {
		status = 128 + uint32(signal)
		ok = true
	}
	if !ok || status > 255 {
		const valid = "0-255, or the name of a signal: TERM stands for 143"
		return p.wrong(s, from, notStatus, valid)
	}
	replaced, ok := ascii.Decimal(to)
	if !ok || replaced > 255 {
		return p.wrong(s, to, notStatus, "0-255")
	}
	// The mask changes nothing. It lets the compiler leave out the check of bounds.
	p.exitMap[status&255] = uint8(status ^ replaced)
	return true
}

// received reads a part of a value as a signal to be received. It complains if none can be.
func (p *parser) received(s *setting, word string) (signal signals.Signal, ok bool) {
	delayed := s.letter == 'd'
	valid := "1-31 or 34-64 except KILL, STOP and CHLD, or a name such as TERM, SIGTERM or RTMIN+3"
	if delayed {
		valid = "1-31 except KILL, STOP and CHLD, or a name such as TERM or SIGTERM"
	}
	signal, ok = signals.Parse(word)
	switch {
	case !ok:
		return 0, p.wrong(s, word, notSignal(word), valid)
	case signal == signals.KILL && s.letter == 'p':
		const instead = "TERM, with -k 0 to have KILL sent at once"
		return 0, p.wrong(s, word, cannotBeCaught, instead)
	case signal == signals.KILL || signal == signals.STOP:
		return 0, p.wrong(s, word, cannotBeCaught, valid)
	case signal == signals.CHLD:
		return 0, p.wrong(s, word, " is never forwarded", valid)
	case delayed && signal >= firstRealTime:
		const why = " is a real-time signal, which cannot be held back"
		return 0, p.wrong(s, word, why, valid)
	}
	return signal, true
}

// notSignal says why a word is not the number or the name of a signal that rules can have.
func notSignal(word string) (what string) {
	if n, isNumber := ascii.Decimal(word); isNumber && (n == 32 || n == 33) {
		return " belongs to the C library"
	}
	return " is not a signal"
}
