//go:build runtimes

package runtimes

import "slices"

// A scenario is one way in which people configure containers.
type scenario struct {
	name         string
	spec         spec       // without a mode; its words come before those of the workload
	modes        []initMode // the modes that allow it; nil: all modes of the engine
	probe        string     // a script that does what holds says, if there is something to look for
	fewProcesses bool       // the container may have few of them
	workload     workload   // what is stopped
	status       int        // the exit status after the stop
}

// holds is what a probe does in a container that is configured as the scenario says.
const holds = "echo it holds"

// allScenarios returns the scenarios of the matrix.
func allScenarios() []scenario {
	return slices.Concat(restrictions, surroundings, stops, []scenario{allRestrictions()})
}

// defaultScenario configures nothing.
var defaultScenario = scenario{
	name:     "default",
	workload: leavesOrphans,
	status:   killedByTERM,
}

// The surroundings are the scenarios that put dumb-init somewhere else: at a terminal, among other
// processes, below another init.
var surroundings = []scenario{
	defaultScenario,
	{
		name:     "terminal",
		spec:     spec{terminal: true},
		probe:    "[ ! -t 0 ] || " + holds,
		workload: leavesOrphans,
		status:   killedByTERM,
	},
	{
		// The host's PID namespace: dumb-init is not PID 1.
		name: "host's processes",
		spec: spec{
			options: "-s",
			flags:   []string{"--pid=host"},
			config:  func(c *config) { c.removeNamespace("pid") },
		},
		modes:    []initMode{entrypoint},
		probe:    "[ $$ -lt 5 ] || " + holds,
		workload: leavesOrphans,
		status:   killedByTERM,
	},
	{
		name:     "nested",
		spec:     spec{words: []string{"/bin/dumb-init", "/bin/dumb-init", "-c"}},
		workload: leavesOrphans.below("dumb-init", "dumb-init"),
		status:   killedByTERM,
	},
	{
		name: "container within",
		spec: spec{
			flags: []string{"--cap-add=SYS_ADMIN", "--security-opt=apparmor=unconfined"},
			words: []string{"unshare", "--pid", "--fork", "--mount-proc", "/bin/dumb-init"},
		},
		probe:    "[ $$ != 2 ] || " + holds,
		workload: leavesOrphans.below("unshare", "dumb-init"),
		status:   killedByTERM,
	},
}

// The stops are the scenarios that differ in how the container is stopped, and in what the command
// does then.
var stops = []scenario{
	{
		name:     "stop signal INT",
		spec:     spec{stopSignal: sigINT},
		workload: leavesOrphans,
		status:   killedByINT,
	},
	{
		name:     "stop signal RTMIN+3",
		spec:     spec{stopSignal: sigRTMIN3},
		workload: leavesOrphans,
		status:   killedByRTMIN3,
	},
	{
		name:     "rewritten",
		spec:     spec{options: "-r TERM:QUIT"},
		workload: leavesOrphans,
		status:   killedByQUIT,
	},
	{
		name:     "handled",
		workload: handlesTERM,
		status:   9,
	},
	{
		name:     "ignored",
		spec:     spec{impatient: true},
		workload: ignoresTERM,
		status:   killedByKILL,
	},
	{
		name:     "ignored, kill after",
		spec:     spec{options: "-k 1"},
		workload: ignoresTERM,
		status:   killedByKILL,
	},
}
