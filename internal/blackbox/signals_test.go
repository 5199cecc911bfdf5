package blackbox

import (
	"fmt"
	"strings"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

const (
	chld   = int(unix.SIGCHLD)
	rtmin  = 34
	rtmax  = 64
	queued = -1 // SI_QUEUE
)

// stops reports whether a signal is one that a terminal stops a job with.
func stops(signal int) bool { return signal >= int(unix.SIGTSTP) && signal <= int(unix.SIGTTOU) }

// catchable are the signals that a process can take: all but KILL and STOP.
func catchable(r runner) (all []int) {
	for s := 1; s <= rtmax; s++ {
		if s != int(unix.SIGKILL) && s != int(unix.SIGSTOP) && r.passes(s) {
			all = append(all, s)
		}
	}
	return all
}

// Every signal arrives at the command exactly once, and nothing else does.
//
// One is sent when the one before has arrived, and the probe takes the lowest that is pending. What
// came twice would thus be seen at the latest with the end, when the probe takes all that is left.
func TestEverySignalArrivesOnce(t *testing.T) {
	eachMode(t, everyone, func(t *testing.T, r runner, option []string) {
		var sent []int
		for _, s := range catchable(r) {
			if s != chld && !stops(s) {
				sent = append(sent, s)
			}
		}
		p := start(t, r.command(append(option, probe, "signals", fmt.Sprint(len(sent)))...))
		p.ready()
		p.signal(chld)
		for _, s := range sent {
			p.signal(s)
			p.see(p.stdout, fmt.Sprintf(`^signal %d `, s))
		}
		p.wantStatus(0)
		p.see(p.stdout, "^end$")
		var got []int
		for line := range strings.Lines(p.stdout.String()) {
			var signal, code, pid int
			if n, _ := fmt.Sscanf(line, "signal %d code %d pid %d", &signal, &code, &pid); n == 3 {
				got = append(got, signal)
			}
		}
		if fmt.Sprint(got) != fmt.Sprint(sent) {
			t.Errorf("got  %v\nsent %v", got, sent)
		}
	})
}

// sigqueue sends a signal with a value (sigqueue(3)).
func sigqueue(t testing.TB, pid, signal, value int) {
	t.Helper()
	info := struct {
		signal, errno, code, _ int32
		pid, uid               int32
		value                  uintptr
		_                      [12]uint64
	}{signal: int32(signal), code: queued, pid: int32(unix.Getpid()), uid: int32(unix.Getuid()), value: uintptr(value)}
	if _, _, errno := unix.RawSyscall(unix.SYS_RT_SIGQUEUEINFO, uintptr(pid), uintptr(signal), uintptr(unsafe.Pointer(&info))); errno != 0 {
		t.Fatalf("rt_sigqueueinfo: %v", errno)
	}
}
