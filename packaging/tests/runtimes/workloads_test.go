//go:build runtimes

package runtimes

// A workload is what a container runs until it is stopped.
type workload struct {
	script    string   // prints "it runs" once it may be stopped
	orphans   int      // how many processes print "orphan" and end as children of PID 1
	processes []string // their names: the only child of PID 1, its only child, and so on
}

// The workloads. In all but handlesTERM the shell becomes sleep, so that the processes can be told
// by their names.
var (
	sleeps = workload{
		script:    "echo it runs; exec sleep 1000",
		processes: []string{"sleep"},
	}

	// The parent of each orphan, a subshell, ends at once. The orphan waits until the shell has
	// become sleep, and ends then.
	leavesOrphans = workload{
		script: `
echo it runs
for i in 1 2 3 4 5; do
	(
		(
			until read -r name </proc/$$/comm && [ "$name" = sleep ]; do
				:
			done
			echo orphan
		) &
	)
done
exec sleep 1000`,
		orphans:   5,
		processes: []string{"sleep"},
	}

	handlesTERM = workload{
		script: `
trap "echo bye; exit 9" TERM
echo it runs
while :; do
	sleep 1
done`,
		processes: []string{"sh"},
	}

	ignoresTERM = workload{
		script:    `trap "" TERM; echo it runs; exec sleep 1000`,
		processes: []string{"sleep"},
	}
)

// below returns the same workload, run by other programs: they are the processes above its own.
func (w workload) below(programs ...string) workload {
	w.processes = append(programs, w.processes...)
	return w
}
