// Package signals knows the numbers and names of Linux signals: those of signal(7), in the column that
// x86, Arm, POWER, s390 and RISC-V share.
package signals

import "dumb-init/internal/words"

// Signal is a signal number, 1 to 64; 0 is no signal.
type Signal uint8

// Count is how many signals there are: the length of a table by signal.
const Count = 64

// The signals that an init treats in a way of their own.
const HUP, KILL, TERM, CHLD, CONT, STOP, TSTP, TTIN, TTOU Signal = 1, 9, 15, 17, 18, 19, 20, 21, 22

// RTMIN and RTMAX are the real-time signals' range: the C library keeps 32 and 33 to itself (nptl(7)).
const RTMIN, RTMAX Signal = 34, 64

// Index is the signal's place in a table by signal. The mask is for the compiler, which then leaves out
// the bounds check and its panic.
func (s Signal) Index() uint { return uint(s-1) & (Count - 1) }

// Name returns the signal's name with SIG, or "" where it has none (32, 33).
func (s Signal) Name() string { return names[s.Index()] }

var names = [Count]string{
	"SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1",
	"SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM", "SIGSTKFLT", "SIGCHLD", "SIGCONT", "SIGSTOP",
	"SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG", "SIGXCPU", "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH",
	"SIGIO", "SIGPWR", "SIGSYS", "", "", "SIGRTMIN", "SIGRTMIN+1", "SIGRTMIN+2", "SIGRTMIN+3", "SIGRTMIN+4",
	"SIGRTMIN+5", "SIGRTMIN+6", "SIGRTMIN+7", "SIGRTMIN+8", "SIGRTMIN+9", "SIGRTMIN+10", "SIGRTMIN+11",
	"SIGRTMIN+12", "SIGRTMIN+13", "SIGRTMIN+14", "SIGRTMIN+15", "SIGRTMAX-14", "SIGRTMAX-13", "SIGRTMAX-12",
	"SIGRTMAX-11", "SIGRTMAX-10", "SIGRTMAX-9", "SIGRTMAX-8", "SIGRTMAX-7", "SIGRTMAX-6", "SIGRTMAX-5",
	"SIGRTMAX-4", "SIGRTMAX-3", "SIGRTMAX-2", "SIGRTMAX-1", "SIGRTMAX",
}

var aliases = [...]struct {
	name   string
	signal Signal
}{{"IOT", 6}, {"CLD", CHLD}, {"POLL", 29}, {"UNUSED", 31}}

// Parse reads a signal as people write it: a number (1-31, 34-64), or in either case, with or without
// SIG, a name or alias of signal(7), RTMIN, RTMIN+n, RTMAX-n or RTMAX, with n from 0 to 30.
func Parse(word string) (signal Signal, ok bool) {
	if n, ok := words.Decimal(word); ok {
		return Signal(n), 1 <= n && n <= 31 || uint32(RTMIN) <= n && n <= uint32(RTMAX)
	}
	if rest, ok := cutPrefix(word, "SIG"); ok {
		word = rest
	}
	for i := range names {
		if name := names[i]; len(name) > 3 && len(name) == len(word)+3 {
			if _, ok := cutPrefix(word, name[3:]); ok {
				return Signal(i + 1), true
			}
		}
	}
	for i := range aliases {
		if rest, ok := cutPrefix(word, aliases[i].name); ok && rest == "" {
			return aliases[i].signal, true
		}
	}
	if rest, ok := cutPrefix(word, "RTMIN+"); ok {
		n, ok := words.Decimal(rest)
		return RTMIN + Signal(n), ok && n <= uint32(RTMAX-RTMIN)
	}
	if rest, ok := cutPrefix(word, "RTMAX-"); ok {
		n, ok := words.Decimal(rest)
		return RTMAX - Signal(n), ok && n <= uint32(RTMAX-RTMIN)
	}
	return 0, false
}

// cutPrefix is strings.CutPrefix, for a prefix in upper case that word may have in either.
func cutPrefix(word, prefix string) (rest string, ok bool) {
	if len(word) < len(prefix) {
		return word, false
	}
	for i := range len(prefix) {
		c := word[i]
		if 'a' <= c && c <= 'z' {
			c -= 'a' - 'A'
		}
		if c != prefix[i] {
			return word, false
		}
	}
	return word[len(prefix):], true
}
