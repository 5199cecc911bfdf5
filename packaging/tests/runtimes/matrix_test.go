//go:build runtimes

package runtimes

import (
	"slices"
	"strings"
	"testing"
)

// matrix tries each cell with an engine, in each of the ways that it has.
func matrix(t *testing.T, e engine, ways ...way) {
	for _, how := range ways {
		for _, c := range slices.Concat(restrictions, otherCells, []cell{everything()}) {
			if c.ways == nil || slices.Contains(c.ways, how) {
				t.Run(string(how)+"/"+c.name, func(t *testing.T) {
					t.Parallel()
					c.exits(t, e, how)
					c.isStopped(t, e, how)
				})
			}
		}
		t.Run(string(how)+"/one process", func(t *testing.T) {
			t.Parallel()
			b := atMost(1)
			b.way, b.words = how, []string{"sh", "-c", "echo running"}
			c := startLimited(t, e, b, "[dumb-init]")
			c.wantStatus(1)
			c.see("[dumb-init] Unable to fork: Resource temporarily unavailable", 1)
		})
	}
	t.Run("unrestricted", func(t *testing.T) {
		t.Parallel()
		script := ""
		for _, r := range restrictions {
			script += r.holds
		}
		c := start(t, e, sh(ways[0], script+"echo the end"))
		c.see("the end", 1)
		c.wantStatus(0)
		if got := c.out.String(); got != "the end\n" && got != "the end\r\n" {
			t.Errorf("without restrictions: %q", got)
		}
	})
}

// runs starts a container of the cell.
func (c cell) runs(t *testing.T, e engine, how way, script string) *container {
	t.Helper()
	b := c.box
	b.way, b.words = how, slices.Concat(b.words, []string{"sh", "-c", script})
	if c.limited {
		b.words[len(b.words)-1] = "echo it is there; " + script
		return startLimited(t, e, b, "it is there")
	}
	return start(t, e, b)
}

// startLimited starts a container of few processes. runc has threads, which count as well: now and then one
// too many, as its traces show, and then the container is started again. What dumb-init says, or the command,
// is the mark of one that runc has started.
func startLimited(t *testing.T, e engine, b box, mark string) (c *container) {
	t.Helper()
	for range 5 {
		c = start(t, e, b)
		ended := false
		eventually(t, "a container of few processes", func() bool {
			select {
			case <-c.ended:
				ended = true
			default:
			}
			return ended || strings.Contains(c.out.String(), mark)
		})
		if strings.Contains(c.out.String(), mark) || strings.Contains(c.out.String(), "[dumb-init]") {
			break
		}
		t.Logf("another try, after: %.300s", c.out.String())
	}
	return c
}

// exits has the command find that it is where it is meant to be, and end.
func (c cell) exits(t *testing.T, e engine, how way) {
	t.Helper()
	box := c.runs(t, e, how, c.holds+"exit 7")
	if c.holds != "" {
		box.see("it holds", 1)
	}
	box.wantStatus(7)
}

// isStopped looks for dumb-init as PID 1 and for orphans that it has reaped, and stops the container.
func (c cell) isStopped(t *testing.T, e engine, how way) {
	t.Helper()
	script, below, end := c.stops, c.below, c.end
	if script == "" {
		script = leavesOrphans
	}
	if below == nil {
		below = []string{"sleep"}
	}
	if end == 0 {
		end = 143 // 128 + TERM
	}
	box := c.runs(t, e, how, `[ $$ != 1 ] || echo the command is PID 1; `+script)
	box.see("it runs", 1)
	box.see("orphan", strings.Count(script, "echo orphan")*5)
	first := box.pid()
	if !isOurs(first) {
		t.Error("PID 1 is another program")
	}
	for pid := first; len(below) > 0; below = below[1:] {
		pid = wantChildren(t, pid, "S "+below[0])[0].PID
	}
	box.stop()
	box.wantStatus(end)
	if out := box.out.String(); strings.Contains(out, "PID 1") {
		t.Error(out)
	}
	if isOurs(first) {
		t.Error("PID 1 is still there")
	}
}
