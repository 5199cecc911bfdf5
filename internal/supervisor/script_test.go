package supervisor

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"pgregory.net/rapid"

	"dumb-init.alt/internal/signals"
)

// period is what all times of a script are multiples of, but for what keeps its events apart: that which has the
// number n happens n*apart later, and process n ends half a period and n*apart later.
const period, apart = 10000, 20

// A script is the options, the processes, and all that happens to the init.
type script struct {
	settings
	self      int
	processes []character // the first is the command
	events    []happening
	last      bool // the kernel hands out the youngest zombie first
}

type settings struct {
	all, single, pause, subreaper, verbose, wait bool
	rewrite                                      map[signals.Signal]signals.Signal
	delay, kill                                  map[signals.Signal]int // in periods
	exits                                        map[int]int
}

// A character is how a process takes signals: some of them end it, after some time, and in its own way.
type character struct {
	fatal  []signals.Signal
	slow   int // periods
	status int // to exit with, or -1 to be killed by it
}

// reaction returns when a process ends after a signal, and its wait status; 0 if it does not.
func (s *script) reaction(process int, signal signals.Signal, now uint64) (at uint64, status int) {
	c := s.processes[process]
	if !slices.Contains(c.fatal, signal) && signal != signals.KILL {
		return 0, 0
	}
	at = now - now%period + period/2 + uint64(process)*apart
	if at <= now {
		at += period
	}
	if signal == signals.KILL {
		return at, int(signal)
	}
	at += uint64(c.slow) * period
	if c.status >= 0 {
		return at, c.status << 8
	}
	return at, int(signal)
}

// A happening is one of: signals are sent, a process forks, a process exits, the init's system call fails.
type happening struct {
	at      uint64
	signals []sent
	fork    *fork
	exit    []int // processes
	status  int   // as wait4 reports it
	fails   int   // errno
}

type sent struct {
	signal signals.Signal
	own    bool // by the init itself
	queued bool
	value  int
}

type fork struct {
	by, process int  // by is -1 if it comes from elsewhere, an orphan
	session     bool // of its own
	orphan      bool
}

// GoString is how rapid prints a script.
func (s *script) GoString() string {
	text := fmt.Sprintf("PID %d with %s\n", s.self, strings.Join(s.args(inPeriods), " "))
	for n, c := range s.processes {
		text += fmt.Sprintf("process %d: %+v\n", n, c)
	}
	for _, e := range s.events {
		text += fmt.Sprintf("%d:", e.at)
		switch {
		case e.signals != nil:
			text += fmt.Sprintf(" signals %+v", e.signals)
		case e.fork != nil:
			text += fmt.Sprintf(" fork %+v", *e.fork)
		case e.exit != nil:
			text += fmt.Sprintf(" exit of %v, status %#x", e.exit, e.status)
		default:
			text += fmt.Sprintf(" error %d", e.fails)
		}
		text += "\n"
	}
	return text
}

// adopts says whether orphans become the init's.
func (s *script) adopts() bool { return s.self == 1 || s.subreaper || s.wait }

// args returns the options as words.
func (s *settings) args(unit func(periods int) string) (args []string) {
	flag := func(given bool, word string) {
		if given {
			args = append(args, word)
		}
	}
	flag(s.all, "-a")
	flag(s.single, "-c")
	flag(s.pause, "-P")
	flag(s.subreaper, "-s")
	flag(s.verbose, "-v")
	flag(s.wait, "-w")
	for from, to := range s.rewrite {
		args = append(args, "-r", fmt.Sprint(from, ":", to))
	}
	for signal, periods := range s.delay {
		args = append(args, "-d", fmt.Sprint(signal, ":", unit(periods)))
	}
	for signal, periods := range s.kill {
		args = append(args, "-k", fmt.Sprint(signal, ":", unit(periods)))
	}
	for from, to := range s.exits {
		args = append(args, "-e", fmt.Sprint(from, ":", to))
	}
	return args
}

// inPeriods writes a time for the simulated clock.
func inPeriods(periods int) string { return strconv.Itoa(periods*period) + "ms" }

// few are the signals that scripts and rules are mostly about, so that they meet.
var few = []signals.Signal{1, 2, 10, 13, 15, 15, 17, 18, 20, 21, 22, 34, 40, 64}

var (
	someSignal = rapid.OneOf(rapid.SampledFrom(few), rapid.SampledFrom(few), rapid.Map(rapid.IntRange(1, 64), func(n int) signals.Signal { return signals.Signal(n) }))
	received   = someSignal.Filter(func(s signals.Signal) bool {
		return s != signals.KILL && s != signals.STOP && s != 32 && s != 33
	})
	forwarded = rapid.OneOf(received, rapid.Just(signals.Signal(0)), rapid.Just(signals.TERM))
	periods   = rapid.MapOfN(received, rapid.IntRange(0, 5), 0, 3)
	statuses  = rapid.OneOf(rapid.SampledFrom([]int{0, 1, 3, 128 + 9, 128 + 15}), rapid.IntRange(0, 255))
	// rare draws true one time of five.
	rare = rapid.Map(rapid.IntRange(0, 4), func(n int) bool { return n == 4 })
)

var anySettings = rapid.Custom(func(t *rapid.T) settings {
	return settings{
		all: rare.Draw(t, "all"), single: rare.Draw(t, "single"), pause: rare.Draw(t, "pause"),
		subreaper: rapid.Bool().Draw(t, "subreaper"), verbose: rapid.Bool().Draw(t, "verbose"), wait: rapid.Bool().Draw(t, "wait"),
		rewrite: rapid.MapOfN(received, forwarded, 0, 4).Draw(t, "rewrite"),
		delay:   periods.Draw(t, "delay"),
		kill:    periods.Draw(t, "kill"),
		exits:   rapid.MapOfN(statuses, statuses, 0, 3).Draw(t, "exits"),
	}
})

var anyCharacter = rapid.Custom(func(t *rapid.T) character {
	return character{
		fatal:  rapid.SliceOfN(rapid.SampledFrom([]signals.Signal{1, 2, 10, 15, 15, 40}), 0, 3).Draw(t, "fatal"),
		slow:   rapid.IntRange(0, 3).Draw(t, "slow"),
		status: rapid.SampledFrom([]int{-1, 0, 3, 42}).Draw(t, "status"),
	}
})

var anySent = rapid.Custom(func(t *rapid.T) sent {
	s := sent{signal: someSignal.Filter(func(s signals.Signal) bool { return s != 9 && s != 19 }).Draw(t, "signal")}
	switch {
	case s.signal >= 32:
		s.queued = rapid.Bool().Draw(t, "queued")
		s.value = rapid.IntRange(1, 3).Draw(t, "value")
	case s.signal == 1 || s.signal == 13 || s.signal == 18:
		s.own = rare.Draw(t, "own")
	}
	if !s.queued {
		s.value = 0
	}
	return s
})

// anyScript ends by itself: at last the init is continued, all processes exit, and TERM comes.
var anyScript = rapid.Custom(func(t *rapid.T) *script {
	s := &script{settings: anySettings.Draw(t, "settings"), self: rapid.SampledFrom([]int{1, 50}).Draw(t, "self"), last: rapid.Bool().Draw(t, "last")}
	s.all = s.all && s.self == 1
	s.processes = rapid.SliceOfN(anyCharacter, 1, 6).Draw(t, "processes")
	at := uint64(period) // no clock that counts from the boot is at 0, which stands for no timer
	add := func(gap int, e happening) {
		at += uint64(gap) * period
		e.at = at + uint64(len(s.events))*apart
		s.events = append(s.events, e)
	}
	process := func(from int) int { return rapid.IntRange(from, len(s.processes)-1).Draw(t, "process") }
	forks := rapid.SliceOfN(rapid.Bool(), len(s.processes), len(s.processes)).Draw(t, "at once")
	forkOne := func(n int) happening {
		return happening{fork: &fork{rapid.IntRange(-1, n-1).Draw(t, "by"), n, rapid.Bool().Draw(t, "session"), rapid.Bool().Draw(t, "orphan")}}
	}
	for n := 1; n < len(s.processes); n++ {
		if forks[n] {
			add(0, forkOne(n))
		}
	}
	for range rapid.IntRange(0, 12).Draw(t, "events") {
		gap := rapid.IntRange(0, 3).Draw(t, "gap")
		switch rapid.IntRange(0, 9).Draw(t, "kind") {
		case 0, 1:
			if n := process(0); n > 0 && !forks[n] {
				forks[n] = true
				add(gap, forkOne(n))
			}
		case 2, 3:
			status := rapid.SampledFrom([]int{0, 3 << 8, 255 << 8, 9, 15, 40, 11 | 0x80}).Draw(t, "status")
			add(gap, happening{exit: rapid.SliceOfN(rapid.IntRange(0, len(s.processes)-1), 1, 3).Draw(t, "exit"), status: status})
		case 4:
			add(gap, happening{fails: rapid.SampledFrom([]int{4, 4, 38}).Draw(t, "errno")})
		default:
			add(gap, happening{signals: rapid.SliceOfN(anySent, 1, 3).Draw(t, "signals")})
		}
	}
	resume := func() {
		for range 4 {
			add(10, happening{signals: []sent{{signal: signals.CONT}}})
		}
	}
	resume()
	for n := range s.processes {
		add(1, happening{exit: []int{len(s.processes) - 1 - n}})
	}
	resume()
	add(1, happening{signals: []sent{{signal: signals.TERM}}})
	return s
})
