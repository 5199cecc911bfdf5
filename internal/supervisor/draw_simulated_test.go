//go:build simulated

package supervisor

import (
	"golang.org/x/sys/unix"
	"pgregory.net/rapid"

	"dumb-init.alt/internal/signals"
)

// rewritten draws what a signal is rewritten to.
var rewritten = rapid.OneOf(
	received,
	rapid.Just(signals.CHLD),
	rapid.Just(signals.Signal(0)),
	rapid.Just(signals.TERM),
)

// delayed draws a signal that can be held back: it does not queue.
var delayed = received.Filter(func(s signals.Signal) bool { return s < firstReal })

var anySettings = rapid.Custom(func(t *rapid.T) settings {
	return settings{
		all:        rare.Draw(t, "all"),
		background: rare.Draw(t, "background"),
		single:     rare.Draw(t, "single"),
		pause:      rare.Draw(t, "pause"),
		subreaper:  rapid.Bool().Draw(t, "subreaper"),
		verbose:    rapid.Bool().Draw(t, "verbose"),
		wait:       rapid.Bool().Draw(t, "wait"),
		rewrite:    rapid.MapOfN(received, rewritten, 0, 4).Draw(t, "rewrite"),
		delay:      rapid.MapOfN(delayed, rapid.IntRange(0, 5), 0, 3).Draw(t, "delay"),
		kill:       rapid.MapOfN(received, rapid.IntRange(0, 5), 0, 3).Draw(t, "kill"),
		exits:      rapid.MapOfN(statuses, statuses, 0, 3).Draw(t, "exits"),
	}
})

var anySentSignal = rapid.Custom(func(t *rapid.T) sentSignal {
	catchable := someSignal.Filter(func(s signals.Signal) bool {
		return s != signals.KILL && s != signals.STOP
	})
	s := sentSignal{signal: catchable.Draw(t, "signal")}
	switch {
	case s.signal >= firstReal:
		s.queued = rapid.Bool().Draw(t, "queued")
		value := rapid.IntRange(1, 3).Draw(t, "value")
		if s.queued {
			s.value = value
		}
	case s.signal == signals.HUP || s.signal == sigPIPE || s.signal == signals.CONT:
		s.fromSelf = rare.Draw(t, "from self")
	case signals.TerminalGenerated.Has(s.signal):
		s.typed = rapid.Bool().Draw(t, "typed")
	}
	return s
})

// anyScript draws a script that ends by itself: at last the init is continued, all processes exit,
// and TERM comes.
var anyScript = rapid.Custom(func(t *rapid.T) *script {
	a := &author{
		T: t,
		script: &script{
			settings:      anySettings.Draw(t, "settings"),
			self:          rapid.SampledFrom([]int{1, 50}).Draw(t, "self"),
			youngestFirst: rapid.Bool().Draw(t, "youngest first"),
			processes:     rapid.SliceOfN(anyBehaviour, 1, 6).Draw(t, "processes"),
		},
		now: period, // a clock that counts from the boot is never at 0
	}
	a.script.all = a.script.all && a.script.self == 1
	a.begin()
	for range rapid.IntRange(0, 12).Draw(t, "steps") {
		a.goOn()
	}
	a.end()
	return a.script
})

// An author writes a script, step by step.
type author struct {
	*rapid.T
	script *script
	now    uint64
	forked []bool // by process
}

// add adds a step, some periods after the last one.
func (a *author) add(periods int, next step) {
	a.now += uint64(periods) * period
	next.at = a.now + uint64(len(a.script.steps))*gap
	a.script.steps = append(a.script.steps, next)
}

// process draws a process.
func (a *author) process() int {
	return rapid.IntRange(0, len(a.script.processes)-1).Draw(a.T, "process")
}

// fork adds the beginning of a process.
func (a *author) fork(periods, process int) {
	a.forked[process] = true
	a.add(periods, step{fork: &fork{
		by:      rapid.IntRange(fromElsewhere, process-1).Draw(a.T, "by"),
		process: process,
		session: rapid.Bool().Draw(a.T, "session"),
		orphan:  rapid.Bool().Draw(a.T, "orphan"),
	}})
}

// begin has some of the processes begin at once.
func (a *author) begin() {
	number := len(a.script.processes)
	atOnce := rapid.SliceOfN(rapid.Bool(), number, number).Draw(a.T, "at once")
	a.forked = make([]bool, number)
	a.forked[0] = true // the command
	for process := 1; process < number; process++ {
		if atOnce[process] {
			a.fork(0, process)
		}
	}
}

// goOn adds a step of any kind, mostly signals.
func (a *author) goOn() {
	periods := rapid.IntRange(0, 3).Draw(a.T, "periods")
	switch rapid.IntRange(0, 9).Draw(a.T, "kind") {
	case 0, 1:
		if process := a.process(); !a.forked[process] {
			a.fork(periods, process)
		}
	case 2, 3:
		const coreDumped = 0x80
		anyStatus := rapid.SampledFrom([]int{0, 3 << 8, 255 << 8, 9, 15, 40, 11 | coreDumped})
		anyProcess := rapid.IntRange(0, len(a.script.processes)-1)
		a.add(periods, step{
			status: anyStatus.Draw(a.T, "status"),
			exit:   rapid.SliceOfN(anyProcess, 1, 3).Draw(a.T, "exit"),
		})
	case 4:
		errno := rapid.SampledFrom([]unix.Errno{unix.EINTR, unix.EINTR, unix.ENOSYS})
		a.add(periods, step{errno: errno.Draw(a.T, "errno")})
	default:
		some := rapid.SliceOfN(anySentSignal, 1, 3)
		a.add(periods, step{signals: some.Draw(a.T, "signals")})
	}
}

// end has everything end, whatever has happened before.
func (a *author) end() {
	a.resume()
	for process := len(a.script.processes) - 1; process >= 0; process-- {
		a.add(1, step{exit: []int{process}})
	}
	a.resume()
	a.add(1, step{signals: []sentSignal{{signal: signals.TERM}}})
}

// resume continues the init as often as it may have been stopped.
func (a *author) resume() {
	for range 4 {
		a.add(10, step{signals: []sentSignal{{signal: signals.CONT}}})
	}
}
