package faults

import (
	"strings"
	"testing"
)

// A wait that returns neither a signal nor an error, as in a broken sandbox, is taken for one that
// failed: dumb-init backs off, and takes no old signal for a new one.
func TestWaitWithoutSignal(t *testing.T) {
	need(t)
	t.Parallel()
	o := run(t, trial{
		init:     dumbInit,
		scene:    plain,
		fault:    "rt_sigtimedwait:retval=0:when=2",
		want:     carryOn,
		traceAll: true,
	})
	if !carryOn.met(o) || !o.injected {
		t.Errorf("got: %v (fault injected: %t), want: %v", o, o.injected, carryOn)
	}
	if !strings.Contains(o.trace, "nanosleep(") {
		t.Errorf("got no nanosleep after the wait, want one:\n%s", o.trace)
	}
	explain(t, o)
}
