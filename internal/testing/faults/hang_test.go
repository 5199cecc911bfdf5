package faults

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/testing/kit"
	"dumb-init.alt/internal/testing/proc"
)

// An init that hangs is seen, which shows that the tests can fail: if wait4 returns EINTR once,
// dumb-init 1.2.5 waits for ever for a child that has ended.
func TestHangIsSeen(t *testing.T) {
	need(t)
	peer := kit.NeedPeer(t)
	t.Parallel()
	o := run(t, trial{
		init:  peer,
		scene: plain,
		fault: "wait4:error=EINTR:when=1",
		want:  carryOn,
		hang:  sleepsForEver,
	})
	if !o.hung || !o.injected || !o.ran || carryOn.met(o) {
		t.Errorf("got: %v (fault injected: %t, command ran: %t), want: hung", o, o.injected, o.ran)
	}
	explain(t, o)
}

// An init that only stalls is not taken for one that hangs.
func TestStallIsNoHang(t *testing.T) {
	need(t)
	peer := kit.NeedPeer(t)
	for _, stall := range []struct {
		name  string
		fault string // times are in microseconds
	}{
		{name: "none", fault: ""},
		{name: "signal taken", fault: "rt_sigtimedwait:delay_exit=200000"},
		{name: "before wait4", fault: "wait4:delay_enter=200000"},
		{name: "after wait4", fault: "wait4:delay_exit=200000"},
	} {
		t.Run(stall.name, func(t *testing.T) {
			t.Parallel()
			o := run(t, trial{
				init:     peer,
				scene:    plain,
				fault:    stall.fault,
				want:     carryOn,
				traceAll: true,
				hang:     sleepsForEver,
			})
			if !carryOn.met(o) {
				t.Errorf("got: %v, want: %v", o, carryOn)
			}
			explain(t, o)
		})
	}
}

// A line of strace: wait4 has returned.
var wait4Returned = regexp.MustCompile(`(?m)^wait4\(.*\) += `)

// sleepsForEver reports whether nothing will ever wake the init, however long one waits: its only
// child is a zombie, and it sleeps until a signal comes, while none is pending. As it has called
// wait4, it has taken the signal that came with the zombie.
//
// The order of the checks matters: what the first two see is still true when the third looks. An
// init that only stalls, at whatever point, fails one of them.
func sleepsForEver(a *attempt) bool {
	trace, _ := os.ReadFile(a.trace)
	inits := proc.Children(a.PID)
	if len(inits) != 1 || !wait4Returned.Match(trace) {
		return false
	}
	init := inits[0].PID
	children := proc.Children(init)
	if len(children) != 1 || children[0].State != "Z" {
		return false
	}
	return waitsForSignal(init)
}

// waitsForSignal reports whether a process sleeps in rt_sigtimedwait without a time-out, and no
// signal is pending for it: /proc/PID/syscall has the number of the call and its arguments, the
// third of which is the time-out (proc_pid_syscall(5)).
func waitsForSignal(pid int) bool {
	if p, _ := proc.Inspect(pid); p.State != "S" {
		return false
	}
	const none = "0000000000000000"
	for _, set := range []string{"SigPnd", "ShdPnd"} {
		if pending, _ := proc.Field(pid, "status", set); pending != none {
			return false
		}
	}
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/syscall", pid))
	fields := strings.Fields(string(text))
	if len(fields) < 4 {
		return false // it runs
	}
	call, timeout := fields[0], fields[3]
	return call == strconv.Itoa(unix.SYS_RT_SIGTIMEDWAIT) && timeout == "0x0"
}
