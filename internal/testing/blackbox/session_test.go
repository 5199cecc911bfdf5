package blackbox

import (
	"testing"

	"dumb-init.alt/internal/testing/proc"
)

// The command leads a session and a process group of its own. With -c, or if DUMB_INIT_SETSID is 0,
// it stays in those of dumb-init.
func TestSession(t *testing.T) {
	const (
		own    = false
		shared = true
	)
	tests := []struct {
		environment string
		option      string
		session     bool
	}{
		{"X=", "-v", own},
		{"X=", "-c", shared},
		{"DUMB_INIT_SETSID=0", "-v", shared},
		{"DUMB_INIT_SETSID=", "-v", own},
		{"DUMB_INIT_SETSID=1", "-c", shared},
		{"DUMB_INIT_SETSID=00", "-v", own},
		{"DUMB_INIT_OPTIONS=-c", "-v", shared},
	}
	each(t, everyone, func(t *testing.T, r runner) {
		for _, test := range tests {
			cmd := r.command(test.option, probe, "pause")
			cmd.Env = []string{test.environment}
			p := start(t, cmd)
			p.ready()
			child := onlyChild(t, p.PID)
			group, session := child.PID, child.PID
			if test.session == shared {
				parent, _ := proc.Inspect(p.PID)
				group, session = parent.Group, parent.Session
			}
			if child.Group != group || child.Session != session {
				t.Errorf("%s %s: process group and session: got %d and %d, want %d and %d",
					test.environment, test.option, child.Group, child.Session, group, session)
			}
		}
	})
}
