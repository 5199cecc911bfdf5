package supervisor

import (
	"bytes"
	"os"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// A mutation is a bug to plant: in a file, one text in the place of another.
type mutation struct {
	bug     string
	foundBy string // the function of a case of TestSimulated
	sampled bool   // TestModelSample finds it as well
	file    string
	old     string // is there once
	new     string
}

// plant returns the file's text with the bug.
func (m *mutation) plant(t *testing.T) []byte {
	t.Helper()
	text, err := os.ReadFile(m.file)
	kit.Try(t, err)
	if got := bytes.Count(text, []byte(m.old)); got != 1 {
		t.Fatalf("%q in %s: got it %d times, want it once", m.old, m.file, got)
	}
	return bytes.Replace(text, []byte(m.old), []byte(m.new), 1)
}

// mutations are the bugs that the tests must find. TestModelSample finds the first two: it has
// neither the exact times nor the errors and stopped processes that show the others.
var mutations = []mutation{
	{
		bug:     "the TERM at the end is not rewritten",
		foundBy: "testScripts",
		sampled: true,
		file:    "run.go",
		old:     "s.forward(signals.TERM, nil, log)",
		new:     "s.send(signals.TERM, nil, log)",
	},
	{
		bug:     "it waits for others only as long as one of them has ended",
		foundBy: "testScripts",
		sampled: true,
		file:    "run.go",
		old:     "noChildren = events.pid < 0",
		new:     "noChildren = events.pid <= 0",
	},
	{
		bug:     "the last deadline counts, not the first",
		foundBy: "testScripts",
		file:    "timers.go",
		old:     "if at < deadline || at == deadline && signal == signals.KILL {",
		new:     "if at != never && (deadline == never || at > deadline) {",
	},
	{
		bug:     "a later deadline for KILL replaces an earlier one",
		foundBy: "testScripts",
		file:    "timers.go",
		old:     "min(*at, deadline)",
		new:     "deadline",
	},
	{
		bug:     "a held signal is forwarded at its time even if a second came",
		foundBy: "testScripts",
		file:    "run.go",
		old:     "s.timers.disarm(signal)\n",
		new:     "\n",
	},
	{
		bug:     "the group of a command that has been reaped is signalled by its number",
		foundBy: "testScripts",
		file:    "state.go",
		old:     "return toSurvivors",
		new:     "return toGroup",
	},
	{
		bug:     "the time until KILL begins when a signal is received, though it is held back",
		foundBy: "testScripts",
		file:    "run.go",
		old:     "s.timers.arm(signal, kernel.Now()+uint64(delay))",
		new: `s.timers.arm(signal, kernel.Now()+uint64(delay))
			if rule := s.rule(signal); rule.HasKill {
				s.timers.arm(signals.KILL, kernel.Now()+uint64(rule.KillAfterMillis))
			}`,
	},
	{
		bug:     "the time until KILL is that of the signal sent, not of that received",
		foundBy: "testScripts",
		file:    "run.go",
		old:     "rule := s.rule(received); rule.HasKill",
		new:     "rule := s.rule(signal); rule.HasKill",
	},
	{
		bug:     "a stop signal that is rewritten does not suspend",
		foundBy: "testScripts",
		file:    "run.go",
		old:     "if !received.IsTerminalStop() {",
		new:     "if to, _ := s.rewrite(received); !to.IsTerminalStop() {",
	},
	{
		bug:     "it wakes up without need",
		foundBy: "testScripts",
		file:    "run.go",
		old:     "return -1",
		new:     "return 1000",
	},
	{
		bug:     "the value that came with a signal is lost",
		foundBy: "testScripts",
		file:    "run.go",
		old:     "kernel.ForwardQueued(s.child, signal, info)",
		new:     "kernel.ForwardQueued(s.child, signal, nil)",
	},
	{
		bug:     "the time that has come is that of another timer",
		foundBy: "testHeldSignal",
		file:    "run.go",
		old:     "timer, _ := s.timers.first()\n\t\t\ts.fire(timer, log)",
		new:     "s.fire(signals.TERM, log)",
	},
	{
		bug:     "signals without end keep children from being reaped",
		foundBy: "testSignalsDoNotStarveChildren",
		file:    "source.go",
		old:     " || src.turn >= batch",
		new:     "",
	},
	{
		bug:     "signals keep timers from firing until a batch of them is over",
		foundBy: "testScripts",
		file:    "run.go",
		old:     "switch events.next(s.fireTimers(log)) {",
		new: `timeout := int32(-1)
		if events.turn == 0 {
			timeout = s.fireTimers(log)
		}
		switch events.next(timeout) {`,
	},
	{
		bug:     "signals without end keep timers from firing, as only a time-out fires them",
		foundBy: "testSignalsDoNotStarveTimers",
		file:    "run.go",
		old:     "if now := kernel.Now(); deadline > now {",
		new: `if now := kernel.Now(); true {
			deadline = max(deadline, now+1)`,
	},
	{
		bug:     "children without end keep signals from being taken",
		foundBy: "testChildrenDoNotStarveSignals",
		file:    "source.go",
		old:     "if src.turn < batch {",
		new:     "if true {",
	},
	{
		bug:     "children without end keep timers, and KILL with them, from firing",
		foundBy: "testChildrenDoNotStarveTimers",
		file:    "run.go",
		old:     "switch events.next(s.fireTimers(log)) {",
		new: `timeout := int32(-1)
		if !events.reaping {
			timeout = s.fireTimers(log)
		}
		switch events.next(timeout) {`,
	},
	{
		bug:     "timers without end keep signals and children from being looked at",
		foundBy: "testScripts",
		file:    "run.go",
		old:     "s.timers.disarm(timer)",
		new:     "",
	},
	{
		bug:     "an error of the wait keeps children from being reaped",
		foundBy: "testErrorsDoNotStarveChildren",
		file:    "source.go",
		old: "// Look for children: a call that fails must not leave a zombie.\n" +
			"\tsrc.startReaping()",
		new: "",
	},
	{
		bug:     "an error of the wait without end makes it spin",
		foundBy: "testErrorsDoNotStarveChildren",
		file:    "source.go",
		old:     "kernel.Backoff()",
		new:     "",
	},
	{
		bug:     "children without end keep the init from exiting",
		foundBy: "testChildrenDoNotStarveTheExit",
		file:    "run.go",
		old:     "if s.finished(noChildren) {",
		new:     "if !events.reaping && s.finished(noChildren) {",
	},
	{
		bug:     "a stranger that has the process ID of the command is taken for it",
		foundBy: "testStranger",
		file:    "run.go",
		old:     "pid != s.child || s.ended",
		new:     "pid != s.child",
	},
}
