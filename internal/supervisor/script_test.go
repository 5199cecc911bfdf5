package supervisor

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/signals"
)

// All times of a script are multiples of a period, in milliseconds. So that no two things happen at
// the same time, step n of the script happens n gaps later, and process n ends half a period and n
// gaps later.
const (
	period = 10_000
	gap    = 20
)

// A script is what happens to an init: its options, its processes, and the steps that they take.
type script struct {
	settings
	self          int         // the process ID of the init
	processes     []behaviour // the first is the command
	steps         []step      // in the order of their times
	youngestFirst bool        // the kernel hands out the youngest zombie first
}

// settings are the options.
type settings struct {
	all        bool
	background bool
	single     bool
	pause      bool
	subreaper  bool
	verbose    bool
	wait       bool
	rewrite    map[signals.Signal]signals.Signal
	delay      map[signals.Signal]int // in periods
	kill       map[signals.Signal]int // in periods
	exits      map[int]int
}

// A behaviour is how a process takes signals.
type behaviour struct {
	fatal  []signals.Signal // those that end it; KILL always does
	slow   int              // after how many periods
	status int              // what it exits with; -1 if the signal itself kills it
}

// A step is one of: signals are sent, a process forks, processes exit, a system call of the init
// fails.
type step struct {
	at      uint64
	signals []sentSignal
	fork    *fork
	exit    []int // processes
	status  int   // of those that exit, as wait4(2) reports it
	errno   unix.Errno
}

// A sentSignal is one that the init gets.
type sentSignal struct {
	signal   signals.Signal
	fromSelf bool // the init has caused it
	typed    bool // the terminal has sent it, to the init's process group
	queued   bool // sent by sigqueue(3), with a value
	value    int
}

// A fork is how a process of a script begins.
type fork struct {
	by      int // the process that forks, or fromElsewhere
	process int
	session bool // it leads a session, and so a process group
	orphan  bool // its parent ends at once
}

// fromElsewhere is the parent of an orphan that comes from outside the script.
const fromElsewhere = -1

// adopts reports whether orphans become the init's children.
func (s *script) adopts() bool { return s.self == 1 || s.subreaper || s.wait || s.background }

// reaction returns when a process ends after a signal, and its wait status. The time is 0 if it
// does not.
func (s *script) reaction(process int, signal signals.Signal, now uint64) (at uint64, status int) {
	b := s.processes[process]
	if !slices.Contains(b.fatal, signal) && signal != signals.KILL {
		return 0, 0
	}
	at = now - now%period + period/2 + uint64(process)*gap
	if at <= now {
		at += period
	}
	if signal == signals.KILL {
		return at, int(signal)
	}
	at += uint64(b.slow) * period
	if b.status >= 0 {
		return at, b.status << 8
	}
	return at, int(signal)
}

// args returns the options as words. unit writes a time that is given in periods.
func (s *settings) args(unit func(periods int) string) (args []string) {
	flags := []struct {
		given bool
		word  string
	}{
		{s.all, "-a"},
		{s.background, "-b"},
		{s.single, "-c"},
		{s.pause, "-P"},
		{s.subreaper, "-s"},
		{s.verbose, "-v"},
		{s.wait, "-w"},
	}
	for _, flag := range flags {
		if flag.given {
			args = append(args, flag.word)
		}
	}
	for _, from := range slices.Sorted(maps.Keys(s.rewrite)) {
		args = append(args, "-r", fmt.Sprint(from, ":", s.rewrite[from]))
	}
	for _, signal := range slices.Sorted(maps.Keys(s.delay)) {
		args = append(args, "-d", fmt.Sprint(signal, ":", unit(s.delay[signal])))
	}
	for _, signal := range slices.Sorted(maps.Keys(s.kill)) {
		args = append(args, "-k", fmt.Sprint(signal, ":", unit(s.kill[signal])))
	}
	for _, from := range slices.Sorted(maps.Keys(s.exits)) {
		args = append(args, "-e", fmt.Sprint(from, ":", s.exits[from]))
	}
	return args
}

// inPeriods writes a time for the simulated clock.
func inPeriods(periods int) string { return strconv.Itoa(periods*period) + "ms" }

// GoString is how rapid prints a script.
func (s *script) GoString() string {
	var text strings.Builder
	fmt.Fprintf(&text, "PID %d with %s\n", s.self, strings.Join(s.args(inPeriods), " "))
	fmt.Fprintf(&text, "of several zombies the youngest is reaped first: %t\n", s.youngestFirst)
	for n, b := range s.processes {
		fmt.Fprintf(&text, "process %d: %+v\n", n, b)
	}
	for _, step := range s.steps {
		fmt.Fprintln(&text, step)
	}
	return text.String()
}

func (s step) String() string {
	switch {
	case s.signals != nil:
		return fmt.Sprintf("%d: signals %+v", s.at, s.signals)
	case s.fork != nil:
		return fmt.Sprintf("%d: fork %+v", s.at, *s.fork)
	case s.exit != nil:
		return fmt.Sprintf("%d: exit of %v, status %#x", s.at, s.exit, s.status)
	}
	return fmt.Sprintf("%d: error %d", s.at, s.errno)
}
