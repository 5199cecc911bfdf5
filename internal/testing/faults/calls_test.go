package faults

import (
	"regexp"
	"strings"
)

// A line of strace: the process ID if there are several, the call, its arguments and its result.
var traceLine = regexp.MustCompile(`(?m)^(\d*) *(\w+)\((.*)$`)

// callsOfInit returns the names of the system calls in a trace that the init makes after it is
// executed, and those that its child makes before it becomes the command.
func callsOfInit(trace string) (calls []string) {
	init := ""                     // its process ID
	executed := false              // the first process is the init, and no longer the prelude
	isCommand := map[string]bool{} // by the process ID of a child
	for i, fields := range traceLine.FindAllStringSubmatch(trace, -1) {
		pid, call, rest := fields[1], fields[2], fields[3]
		switch {
		case i == 0:
			init = pid
			executed = !strings.Contains(rest, "/prelude")
		case !executed:
			executed = call == "execve"
		case pid == init:
			calls = append(calls, call)
		case !isCommand[pid]:
			calls = append(calls, call)
			isCommand[pid] = call == "execve" && !strings.Contains(rest, "ENOENT")
		}
	}
	return calls
}
