//go:build runtimes

package runtimes

import (
	"fmt"
	"slices"
)

// A cell is one of the ways in which people run their containers.
type cell struct {
	name    string
	box     box
	holds   string   // a script that goes on, having printed "it holds" where what is asked for does
	stops   string   // the script that is stopped, in place of one with orphans
	below   []string // the processes from PID 1 down to the command
	ways    []way    // if not all
	limited bool     // to few processes
	end     int      // the status when it was stopped, if it is not TERM's
}

// holding is a script that looks for a value in its /proc/self/status.
func holding(name, value string) string {
	return `while read -r key is _; do [ "$key $is" = "` + name + `: ` + value + `" ] && echo it holds; done </proc/self/status; `
}

// The first cells restrict a container.
var restrictions = []cell{
	{
		name: "read-only root", holds: `(: >/file) 2>/dev/null || echo it holds; `,
		box: box{flags: []string{"--read-only"}, config: func(c *config) { c.Root.ReadOnly = true }},
	},
	{
		name: "no capabilities", holds: holding("CapEff", "0000000000000000"),
		box: box{flags: []string{"--cap-drop=ALL"}, config: func(c *config) { c.Process.Capabilities = capabilities() }},
	},
	{
		name: "a user", holds: holding("Uid", "1000"),
		box: box{flags: []string{"--user=1000"}, config: func(c *config) { c.Process.User.UID = 1000 }},
	},
	{
		name: "no new privileges", holds: holding("NoNewPrivs", "1"),
		box: box{flags: []string{"--security-opt=no-new-privileges"}, config: func(c *config) { c.Process.NoNewPrivileges = true }},
	},
	{
		name: "memory", holds: `dd if=/dev/zero of=/dev/null bs=256M count=1 2>/dev/null; [ $? != 137 ] || echo it holds; `,
		box: box{flags: []string{"--memory=64m", "--memory-swap=64m"}, config: func(c *config) {
			c.Linux.Resources.Memory = &memory{64 << 20, 64 << 20}
		}},
	},
	{name: "two processes", holds: `trap 'echo it holds; exit 7' EXIT; (:); trap - EXIT; `, stops: runsAndSleeps, box: atMost(2), limited: true},
}

// atMost limits the number of processes.
func atMost(processes int) box {
	return box{flags: []string{fmt.Sprint("--pids-limit=", processes)}, config: func(c *config) {
		c.Linux.Resources.Pids = &pids{processes}
	}}
}

// everything is all restrictions at once.
func everything() cell {
	all := cell{name: "all restrictions", limited: true, stops: runsAndSleeps}
	for _, r := range restrictions {
		all.box.flags = append(all.box.flags, r.box.flags...)
	}
	all.box.config = func(c *config) {
		for _, r := range restrictions {
			r.box.config(c)
		}
	}
	return all
}

var otherCells = []cell{
	{name: "default"},
	{name: "terminal", holds: `[ ! -t 0 ] || echo it holds; `, box: box{terminal: true}},
	// Here it is not PID 1.
	{
		name: "host's processes", holds: `[ $$ -lt 5 ] || echo it holds; `, ways: []way{asEntrypoint},
		box: box{options: "-s", flags: []string{"--pid=host"}, config: func(c *config) {
			c.Linux.Namespaces = slices.DeleteFunc(c.Linux.Namespaces, func(n namespace) bool { return n.Type == "pid" })
		}},
	},
	{
		name: "nested", below: []string{"dumb-init", "dumb-init", "sleep"},
		box: box{words: []string{"/bin/dumb-init", "/bin/dumb-init", "-c"}},
	},
	{
		name: "container within", holds: `[ $$ != 2 ] || echo it holds; `, below: []string{"unshare", "dumb-init", "sleep"},
		box: box{
			flags: []string{"--cap-add=SYS_ADMIN", "--security-opt=apparmor=unconfined"},
			words: []string{"unshare", "--pid", "--fork", "--mount-proc", "/bin/dumb-init"},
		},
	},
	{name: "stop signal INT", box: box{signal: "INT"}, end: 130},
	{name: "stop signal RTMIN+3", box: box{signal: "RTMIN+3"}, end: 165},
	{name: "rewritten", box: box{options: "-r TERM:QUIT"}, end: 131},
	{name: "handled", stops: `trap "echo bye; exit 9" TERM; echo it runs; while :; do sleep 1; done`, below: []string{"sh"}, end: 9},
	{name: "ignored", stops: ignoresTERM, box: box{impatient: true}, end: 137},
	{name: "ignored, kill after", stops: ignoresTERM, box: box{options: "-k 1"}, end: 137},
}
