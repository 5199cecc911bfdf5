package supervisor

// forwardMutations are bugs in how signals are held, rewritten and forwarded.
var forwardMutations = []mutation{
	{
		bug:     "a held signal is forwarded at its time even if a second came",
		foundBy: "testScripts",
		file:    "run.go",
		old:     "s.timers.disarm(signal)\n",
		new:     "\n",
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
		bug:     "the value that came with a signal is lost",
		foundBy: "testScripts",
		file:    "forward.go",
		old:     "kernel.ForwardQueued(s.child, signal, info)",
		new:     "kernel.ForwardQueued(s.child, signal, nil)",
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
		bug:     "only TERM asks for the stop, not a signal that -k names",
		foundBy: "testScripts",
		file:    "forward.go",
		old:     "asksToStop := kills ||",
		new:     "_ = kills\n\tasksToStop :=",
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
		bug:     "a process in the group that is a child gets a signal twice",
		foundBy: "testScripts",
		file:    "forward.go",
		old:     "kernel.SignalChildren(signal, group, child)",
		new:     "_ = group\n\t\tkernel.SignalChildren(signal, -1, child)",
	},
}
