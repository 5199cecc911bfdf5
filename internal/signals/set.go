package signals

// Set is a set of signals, as the kernel's sigset_t: signal n is the bit n-1. Its zero value is the
// empty set.
type Set uint64

// Every is the set of all signals.
const Every Set = 1<<Count - 1

// DumpsCore is the set of signals that end a process with a core dump, unless it handles them
// (signal(7)).
const DumpsCore Set = 1<<(QUIT-1) |
	1<<(ILL-1) |
	1<<(TRAP-1) |
	1<<(ABRT-1) |
	1<<(BUS-1) |
	1<<(FPE-1) |
	1<<(SEGV-1) |
	1<<(XCPU-1) |
	1<<(XFSZ-1) |
	1<<(SYS-1)

// TerminalGenerated is the set of signals that the keys of a terminal, or a change of its size,
// send to the foreground process group (termios(3), ioctl_tty(2)).
const TerminalGenerated Set = 1<<(INT-1) |
	1<<(QUIT-1) |
	1<<(TSTP-1) |
	1<<(WINCH-1)

// Terminating is the set of signals that are sent to a program to end it.
const Terminating Set = 1<<(HUP-1) |
	1<<(INT-1) |
	1<<(TERM-1)

// SetOf returns the set of one signal.
func SetOf(signal Signal) Set { return 1 << signal.Index() }

// Has reports whether a signal is in the set.
func (set Set) Has(signal Signal) bool { return set&SetOf(signal) != 0 }

// With returns the set with a signal in it.
func (set Set) With(signal Signal) Set { return set | SetOf(signal) }

// Without returns the set without a signal.
func (set Set) Without(signal Signal) Set { return set &^ SetOf(signal) }
