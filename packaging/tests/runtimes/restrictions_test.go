//go:build runtimes

package runtimes

import "fmt"

// The restrictions are the scenarios that take something from a container.
var restrictions = []scenario{
	{
		name: "read-only root",
		spec: spec{
			flags:  []string{"--read-only"},
			config: func(c *config) { c.Root.ReadOnly = true },
		},
		probe:    "(: >/file) 2>/dev/null || " + holds,
		workload: leavesOrphans,
		status:   killedByTERM,
	},
	{
		name: "no capabilities",
		spec: spec{
			flags:  []string{"--cap-drop=ALL"},
			config: func(c *config) { c.Process.Capabilities = capabilities() },
		},
		probe:    inOwnStatus("CapEff", "0000000000000000"),
		workload: leavesOrphans,
		status:   killedByTERM,
	},
	{
		name: "a user",
		spec: spec{
			flags:  []string{"--user=1000"},
			config: func(c *config) { c.Process.User.UID = 1000 },
		},
		probe:    inOwnStatus("Uid", "1000"),
		workload: leavesOrphans,
		status:   killedByTERM,
	},
	{
		name: "no new privileges",
		spec: spec{
			flags:  []string{"--security-opt=no-new-privileges"},
			config: func(c *config) { c.Process.NoNewPrivileges = true },
		},
		probe:    inOwnStatus("NoNewPrivs", "1"),
		workload: leavesOrphans,
		status:   killedByTERM,
	},
	{
		name: "memory",
		spec: spec{
			flags: []string{"--memory=64m", "--memory-swap=64m"},
			config: func(c *config) {
				c.Linux.Resources.Memory = &memory{Limit: 64 << 20, Swap: 64 << 20}
			},
		},
		// A buffer beyond the limit: the kernel kills dd.
		probe: "dd if=/dev/zero of=/dev/null bs=256M count=1 2>/dev/null\n" +
			"[ $? != 137 ] || " + holds,
		workload: leavesOrphans,
		status:   killedByTERM,
	},
	{
		name: "two processes",
		spec: atMost(2),
		// The shell cannot fork the subshell, and exits.
		probe:        "trap '" + holds + "; exit 7' EXIT; (:); trap - EXIT",
		fewProcesses: true,
		workload:     sleeps,
		status:       killedByTERM,
	},
}

// allRestrictions returns the scenario of all of them at once.
func allRestrictions() scenario {
	all := scenario{
		name:         "all restrictions",
		fewProcesses: true,
		workload:     sleeps,
		status:       killedByTERM,
	}
	for _, r := range restrictions {
		all.spec.flags = append(all.spec.flags, r.spec.flags...)
	}
	all.spec.config = func(c *config) {
		for _, r := range restrictions {
			r.spec.config(c)
		}
	}
	return all
}

// inOwnStatus is a probe for a field of /proc/self/status, by the first word of its value.
func inOwnStatus(field, value string) string {
	return fmt.Sprintf(`while read -r key first _; do
	[ "$key $first" != '%s: %s' ] || %s
done </proc/self/status`, field, value, holds)
}

// atMost returns the spec of a container that may have so many processes.
func atMost(processes int) spec {
	return spec{
		flags:  []string{fmt.Sprint("--pids-limit=", processes)},
		config: func(c *config) { c.Linux.Resources.Pids = &pids{Limit: processes} },
	}
}
