package supervisor

// loopMutations are bugs in the loop: events that starve others, and timers.
var loopMutations = []mutation{
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
		bug:     "it wakes up without need",
		foundBy: "testScripts",
		file:    "run.go",
		old:     "return -1",
		new:     "return 1000",
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
}
