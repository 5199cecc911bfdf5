//go:build runtimes

package runtimes

import "testing"

// A restriction is one that people put on their containers. The script uses no other process; it goes on
// to print "restricted" where the restriction holds.
type restriction struct {
	name   string
	flags  []string
	config func(*config)
	script string
}

// field is a script that looks for a value in its /proc/self/status.
func field(name, value string) string {
	return `while read -r key is _; do [ "$key $is" = "` + name + `: ` + value + `" ] && echo restricted; done </proc/self/status; `
}

var each = []restriction{
	{"read-only root", []string{"--read-only"},
		func(c *config) { c.Root.ReadOnly = true },
		`(: >/file) 2>/dev/null || echo restricted; `},
	{"no capabilities", []string{"--cap-drop=ALL"},
		func(c *config) { c.Process.Capabilities = capabilities() },
		field("CapEff", "0000000000000000")},
	{"a user", []string{"--user=1000"},
		func(c *config) { c.Process.User.UID = 1000 },
		field("Uid", "1000")},
	{"no new privileges", []string{"--security-opt=no-new-privileges"},
		func(c *config) { c.Process.NoNewPrivileges = true },
		field("NoNewPrivs", "1")},
	// The runtimes apply this to dumb-init and its command, not to themselves.
	{"two processes", []string{"--pids-limit=2"},
		func(c *config) { c.Linux.Resources = atMost(2) },
		`trap 'echo restricted' EXIT; (:); trap - EXIT; `},
}

// restrictions tries each restriction, the opposite, and all at once.
func restrictions(t *testing.T, e engine, ways ...way) {
	for _, how := range ways {
		t.Run("restricted "+string(how), func(t *testing.T) {
			all := box{way: how, config: func(c *config) {
				for _, r := range each {
					r.config(c)
				}
			}}
			for _, r := range each {
				all.flags = append(all.flags, r.flags...)
				t.Run(r.name, func(t *testing.T) {
					t.Parallel()
					b := sh(how, "echo running; "+r.script+"exit 7").with(r.flags...)
					b.config = r.config
					c := start(t, e, b)
					c.see("restricted", 1)
					c.waits()
				})
			}
			t.Run("one process", func(t *testing.T) {
				t.Parallel()
				b := sh(how, "echo running").with("--pids-limit=1")
				b.config = func(c *config) { c.Linux.Resources = atMost(1) }
				c := start(t, e, b)
				c.wantStatus(1)
				c.see("[dumb-init] Unable to fork: Resource temporarily unavailable", 1)
			})
			t.Run("all at once", func(t *testing.T) {
				t.Parallel()
				all.words = []string{"sh", "-c", "echo running; exec sleep 1000"}
				c := start(t, e, all)
				c.see("running", 1)
				c.stop()
				c.wantStatus(143)
			})
		})
	}
	t.Run("unrestricted", func(t *testing.T) {
		t.Parallel()
		script := ""
		for _, r := range each {
			script += r.script
		}
		c := start(t, e, sh(ways[0], script+"echo the end"))
		c.see("the end", 1)
		c.wantStatus(0)
		if got := c.out.String(); got != "the end\n" && got != "the end\r\n" {
			t.Errorf("without restrictions: %q", got)
		}
	})
}
