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
		file:    "end.go",
		old:     "s.forward(signals.TERM, nil, log)",
		new:     "s.send(s.target(), signals.TERM, nil, log)",
	},
	{
		bug:     "it waits for others only as long as one of them has ended",
		foundBy: "testScripts",
		sampled: true,
		file:    "run.go",
		old:     "if s.events.pid < 0 {",
		new:     "if s.events.pid <= 0 {",
	},
	{
		bug:     "the last deadline counts, not the first",
		foundBy: "testScripts",
		file:    "timers.go",
		old:     "if at < deadline || at == deadline && signal == killTimer {",
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
		file:    "forward.go",
		old:     "[2]signals.Signal{received, signal}",
		new:     "[1]signals.Signal{signal}",
	},
	{
		bug:     "a stop signal that is rewritten does not suspend",
		foundBy: "testScripts",
		file:    "forward.go",
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
		file:    "forward.go",
		old:     "kernel.ForwardQueued(s.child, signal, info)",
		new:     "kernel.ForwardQueued(s.child, signal, nil)",
	},
	{
		bug:     "the time that has come is that of another timer",
		foundBy: "testHeldSignal",
		file:    "run.go",
		old:     "timer, _ := s.timers.first()\n\t\ts.fire(timer, log)",
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
		old:     "timeout := s.fireTimers(log)",
		new: `timeout := int32(-1)
		if s.events.turn == 0 {
			timeout = s.fireTimers(log)
		}`,
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
		old:     "timeout := s.fireTimers(log)",
		new: `timeout := int32(-1)
		if !s.events.reaping {
			timeout = s.fireTimers(log)
		}`,
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
		old:     "case exit:\n\t\ts.quit = true",
		new:     "case exit:\n\t\ts.quit = !s.events.reaping",
	},
	{
		bug:     "a stranger that has the process ID of the command is taken for it",
		foundBy: "testStranger",
		file:    "end.go",
		old:     "pid != s.child || s.ended",
		new:     "pid != s.child",
	},
	{
		bug:     "with -w, what was told to stop is told a second time when the command ends",
		foundBy: "testScripts",
		file:    "end.go",
		old:     "case s.waits() && s.stopAsked:",
		new:     "case false:",
	},
	{
		bug:     "only TERM asks for the stop, not a signal that -k names",
		foundBy: "testScripts",
		file:    "forward.go",
		old:     "asksToStop := kills ||",
		new:     "_ = kills\n\tasksToStop :=",
	},
	{
		bug:     "a held TERM comes a second time, after the TERM at the end",
		foundBy: "testScripts",
		file:    "end.go",
		old:     "s.timers.disarm(signals.TERM)",
		new:     "",
	},
	{
		bug:     "the third of a signal is held back again",
		foundBy: "testScripts",
		file:    "run.go",
		old:     "s.hurried = s.hurried.With(signal)",
		new:     "",
	},
	{
		bug:     "a key that is typed on the terminal comes twice with -c",
		foundBy: "testScripts",
		file:    "run.go",
		old:     "return s.target() == toChild &&",
		new:     "return false &&",
	},
	{
		bug:     "a key that is typed is not forwarded, though -r makes another signal of it",
		foundBy: "testScripts",
		file:    "run.go",
		old:     "sent == signal &&",
		new:     "sent > 0 &&",
	},
	{
		bug:     "a stopped group is not continued when it is to end",
		foundBy: "testScripts",
		file:    "forward.go",
		old:     "case s.stopped && (asksToStop || terminates):",
		new:     "case false && terminates:",
	},
	{
		bug:     "a pending CONT is lost when it stops itself",
		foundBy: "testScripts",
		file:    "forward.go",
		old:     " && !kernel.Pending(signals.CONT)",
		new:     "",
	},
	{
		bug:     "with -w, KILL leaves out those that have left the group",
		foundBy: "testScripts",
		file:    "end.go",
		old:     "to = toRest",
		new:     "",
	},
	{
		bug:     "with -w, a child that was adopted after KILL lives on",
		foundBy: "testScripts",
		file:    "end.go",
		old:     "s.killAgain = s.killing",
		new:     "",
	},
	{
		bug:     "it does not exit five seconds after KILL",
		foundBy: "testScripts",
		file:    "end.go",
		old:     "s.timers.arm(giveUpTimer, kernel.Now()+giveUpMillis)",
		new:     "",
	},
	{
		bug:     "a command that KILL does not end has exited with 0",
		foundBy: "testScripts",
		file:    "end.go",
		old:     "s.code = killedStatus",
		new:     "",
	},
	{
		bug:     "with -b, what lives on is told to end",
		foundBy: "testScripts",
		file:    "end.go",
		old:     "case s.background:\n",
		new:     "case false:\n",
	},
	{
		bug:     "with -b, the status of the last child does not count",
		foundBy: "testScripts",
		file:    "state.go",
		old:     "code != 0 && s.background",
		new:     "false && code != 0",
	},
	{
		bug:     "with -b, the status of a child counts though it is 0",
		foundBy: "testScripts",
		file:    "state.go",
		old:     "code != 0 && s.background",
		new:     "s.background",
	},
	{
		bug:     "with -b, signals go to the command's group alone",
		foundBy: "testScripts",
		file:    "state.go",
		old:     "return toRest",
		new:     "return toSurvivors",
	},
	{
		bug:     "without PID 1, -b leaves out the other children",
		foundBy: "testScripts",
		file:    "forward.go",
		old:     "kernel.SignalChildren(signal, group, child)",
		new:     "_, _ = group, child",
	},
	{
		bug:     "a process in the group that is a child gets a signal twice",
		foundBy: "testScripts",
		file:    "forward.go",
		old:     "kernel.SignalChildren(signal, group, child)",
		new:     "_ = group\n\t\tkernel.SignalChildren(signal, -1, child)",
	},
}
