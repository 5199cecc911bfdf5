package supervisor

import (
	"pgregory.net/rapid"

	"dumb-init.alt/internal/signals"
)

// A sample is a script for the real program, as PID 1 of a real PID namespace. No process in it is
// stopped, and none ends by itself or slowly.
//
// A sample needs no exact times. Its times are nothing, short, or long: between two steps every
// short time passes, and no long one.
const (
	short        = 1       // period
	long         = 100_000 // periods
	betweenSteps = 10      // periods
)

var anySample = rapid.Custom(func(t *rapid.T) *script {
	s := &sampler{
		T:      t,
		script: &script{self: 1},
	}
	s.drawSettings()
	s.drawProcesses()
	for range rapid.IntRange(3, 8).Draw(t, "steps") {
		if rare.Draw(t, "exit") {
			s.exit()
		} else {
			s.signal()
		}
	}
	for process := range s.processes {
		s.add(step{exit: []int{process}, status: 7 << 8})
	}
	return s.script
})

// A sampler writes a sample, step by step.
type sampler struct {
	*rapid.T
	*script
	some *rapid.Generator[signals.Signal] // what rules and steps are about
}

func (s *sampler) drawSettings() {
	harmless := received.Filter(func(s signals.Signal) bool { return !s.IsTerminalStop() })
	nothing := rapid.Just(signals.Signal(0))
	pool := rapid.SliceOfN(harmless, 3, 3).Draw(s.T, "pool")
	s.some = rapid.SampledFrom(append(pool, signals.TERM))
	forwarded := rapid.OneOf(harmless, nothing)
	delayed := s.some.Filter(func(s signals.Signal) bool { return s < firstReal })
	delays := rapid.SampledFrom([]int{0, short, long})
	kills := rapid.SampledFrom([]int{short, short, long})
	s.settings = settings{
		all:     rare.Draw(s.T, "all"),
		single:  rare.Draw(s.T, "single"),
		wait:    rapid.IntRange(0, 2).Draw(s.T, "wait") > 0,
		rewrite: rapid.MapOfN(s.some, forwarded, 0, 2).Draw(s.T, "rewrite"),
		delay:   rapid.MapOfN(delayed, delays, 0, 2).Draw(s.T, "delay"),
		kill:    rapid.MapOfN(s.some, kills, 0, 2).Draw(s.T, "kill"),
		exits:   rapid.MapOfN(statuses, statuses, 0, 2).Draw(s.T, "exits"),
	}
}

// drawProcesses draws the processes, and has all begin.
func (s *sampler) drawProcesses() {
	s.processes = rapid.SliceOfN(anyBehaviour, 2, 4).Draw(s.T, "processes")
	if s.all || !s.single {
		// No signal ends the command. Others would get that signal and then TERM, and may see them
		// in either order.
		s.processes[0].fatal = nil
	}
	for process := range s.processes {
		s.processes[process].slow = 0
		if process == 0 {
			continue
		}
		s.add(step{fork: &fork{
			by:      rapid.IntRange(0, process-1).Draw(s.T, "by"),
			process: process,
			session: rapid.Bool().Draw(s.T, "session"),
			orphan:  rapid.Bool().Draw(s.T, "orphan"),
		}})
	}
}

// add adds a step.
func (s *sampler) add(next step) {
	n := len(s.steps)
	next.at = uint64(n*betweenSteps*period + n*gap)
	s.steps = append(s.steps, next)
}

// exit adds the end of a process.
func (s *sampler) exit() {
	s.add(step{
		exit:   []int{rapid.IntRange(0, len(s.processes)-1).Draw(s.T, "process")},
		status: rapid.SampledFrom([]int{0, 3 << 8, 9, 15, 11}).Draw(s.T, "status"),
	})
}

// signal adds a signal; if that is a real-time signal, often with more of the same, which are
// queued.
func (s *sampler) signal() {
	signal := s.some.Draw(s.T, "signal")
	next := step{signals: []sentSignal{{signal: signal}}}
	to, rewritten := s.rewrite[signal]
	if !rewritten {
		to = signal
	}
	// A process may see several of a standard signal as one. Of several that are held for a short
	// time, some may come before that is over, and some after.
	if signal >= firstReal && to >= firstReal && s.delay[signal] != short {
		for value := range rapid.IntRange(0, 4).Draw(s.T, "more") {
			next.signals = append(next.signals, sentSignal{
				signal: signal,
				queued: true,
				value:  value + 1,
			})
		}
	}
	s.add(next)
}

// hasShortTimes reports whether an option of a script has a short time.
func (s *script) hasShortTimes() bool {
	for _, times := range []map[signals.Signal]int{s.delay, s.kill} {
		for _, time := range times {
			if time == short {
				return true
			}
		}
	}
	return false
}
