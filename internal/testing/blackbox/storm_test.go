package blackbox

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"dumb-init.alt/internal/testing/kit"
	"dumb-init.alt/internal/testing/proc"
)

// startStorm starts dumb-init with a command that makes orphans without end until so many signals
// have arrived, and waits until dumb-init has reaped some.
func startStorm(t *testing.T, r runner, option []string, signals int) *running {
	t.Helper()
	command := []string{probe, "storm", fmt.Sprint(signals)}
	p := start(t, r.command(slices.Concat(option, command)...))
	p.ready()
	kit.Eventually(t, "orphans that have been reaped", func() bool { return hasReaped(t, p.PID) })
	return p
}

// hasReaped reports whether a process has reaped any child: it is then charged with the child's
// page faults (field cminflt of /proc/PID/stat, proc_pid_stat(5)).
func hasReaped(t *testing.T, pid int) bool {
	t.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	kit.Try(t, err)
	const cminflt = 11
	const state = 3 // the first field after the name, which is in parentheses
	afterName := string(stat[strings.LastIndexByte(string(stat), ')')+1:])
	return strings.Fields(afterName)[cminflt-state] != "0"
}

// isPending reports whether a signal is pending for a process. After its end none is.
func isPending(pid, signal int) bool {
	text, _ := proc.Field(pid, "status", "ShdPnd")
	pending, _ := strconv.ParseUint(text, 16, 64)
	return pending&(1<<(signal-1)) != 0
}

// flood sends signals to dumb-init without a pause until it has ended.
func (p *running) flood(signal syscall.Signal) {
	for p.Cmd.Process.Signal(signal) == nil {
	}
}

// Signals are forwarded while orphans come without end.
func TestSignalsInStormOfOrphans(t *testing.T) {
	const rounds = 10
	storm := []int{winch, rtmin + 3}
	eachMode(t, containers(everyone), func(t *testing.T, r runner, option []string) {
		p := startStorm(t, r, option, rounds*len(storm))
		for range rounds {
			for _, s := range storm {
				p.arrives(s)
			}
		}
		p.WantStatus(0)
	})
}

// The command's end is seen while a signal comes again and again. The kernel hands out that
// signal before CHLD, since its number is lower.
func TestEndInStormOfSignals(t *testing.T) {
	eachMode(t, everyone, func(t *testing.T, r runner, option []string) {
		p := start(t, r.command(slices.Concat(option, []string{probe, "obey", "42"})...))
		p.ready()
		command := onlyChild(t, p.PID).PID
		var senders sync.WaitGroup
		for range 2 {
			senders.Go(func() { p.flood(syscall.SIGUSR1) })
		}
		kit.Eventually(t, "USR1 pending for the command", func() bool {
			return isPending(command, usr1)
		})
		p.Stdin.Close()
		p.WantStatus(42)
		senders.Wait()
	})
}

// The time of -k runs in storms of orphans and of signals.
//
// The signals begin when dumb-init has taken TERM. Before that they would keep TERM from coming,
// since the kernel hands out USR1 first.
func TestKillAfterInStorm(t *testing.T) {
	eachMode(t, containers(native), func(t *testing.T, r runner, option []string) {
		const endless = 1 << 30
		p := startStorm(t, r, slices.Concat(option, []string{"-k", "20ms"}), endless)
		p.Signal(term)
		kit.Eventually(t, "TERM taken", func() bool { return !isPending(p.PID, term) })
		go p.flood(syscall.SIGUSR1)
		p.WantStatus(128 + kill)
	})
}
