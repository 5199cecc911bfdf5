package blackbox

import (
	"os"
	"os/exec"
	"slices"
	"strconv"
	"syscall"
	"testing"

	"dumb-init.alt/internal/testing/kit"
	"dumb-init.alt/internal/testing/proc"
)

// withParent starts a process whose parent is not the test. The process becomes a program when
// the test calls enter. withParent returns the parent, and the ID of the process.
func withParent(t *testing.T, r runner, program ...string) (parent *running, pid int) {
	t.Helper()
	words := []string{"unshare", "--fork"}
	if r.pid1 {
		words = append(words, "--pid")
		if os.Getuid() != 0 {
			words = append(words, "--map-root-user")
		}
	}
	words = append(words, "sh", "-c", `read line; exec "$@"`, "sh")
	parent = start(t, &exec.Cmd{
		Path:        kit.Need(t, "unshare"),
		Args:        append(words, program...),
		SysProcAttr: &syscall.SysProcAttr{Setpgid: true},
	})
	kit.Eventually(t, "a child", func() bool { return len(proc.Children(parent.PID)) == 1 })
	pid = onlyChild(t, parent.PID).PID
	killAtEnd(t, pid)
	return parent, pid
}

// enter has the process of withParent become the program.
func (p *running) enter() {
	p.T.Helper()
	_, err := p.Stdin.WriteString("\n")
	kit.Try(p.T, err)
}

// dies kills a program, and waits until it has ended.
func (p *running) dies() {
	p.T.Helper()
	p.Signal(kill)
	kit.Await(p.T, "death", p.Ended)
}

// parentSignals are signals for -p, the lowest and the highest real-time signal among them.
var parentSignals = []int{hup, intr, usr1, pipe, term, cont, winch, rtmin, rtmax}

// With -p the death of dumb-init's parent brings a signal, which dumb-init forwards as any other.
func TestParentDeath(t *testing.T) {
	eachMode(t, native, func(t *testing.T, r runner, option []string) {
		for _, s := range parentSignals {
			wantAtParentDeath(t, r, slices.Concat(option, []string{"-p", strconv.Itoa(s)}), s)
		}
	})
}

// Without -p the death of dumb-init's parent brings no signal.
func TestParentDeathWithoutOption(t *testing.T) {
	eachMode(t, native, func(t *testing.T, r runner, option []string) {
		wantAtParentDeath(t, r, option)
	})
}

// wantAtParentDeath fails unless the death of dumb-init's parent brings the command exactly these
// signals.
func wantAtParentDeath(t *testing.T, r runner, options []string, want ...int) {
	t.Helper()
	command := []string{probe, "signals", strconv.Itoa(len(want) + 1)}
	parent, pid := withParent(t, r, r.words(slices.Concat(options, command)...)...)
	parent.enter()
	parent.ready()
	parent.dies()
	parent.awaitArrivals(len(want))
	kit.Try(t, syscall.Kill(pid, syscall.Signal(mark)))
	parent.wantSignals(append(want, mark)...)
}

// The rules of -r and -d apply to the signal of -p.
func TestParentDeathAndRules(t *testing.T) {
	each(t, native, func(t *testing.T, r runner) {
		options := []string{"-r", "HUP:QUIT", "-p", "HUP", "-d", "HUP:1ms"}
		parent, _ := withParent(t, r, r.words(append(options, probe, "signals", "1")...)...)
		parent.enter()
		parent.ready()
		parent.dies()
		parent.wantSignals(quit)
	})
}

// The signal of -p ends dumb-init --pause, if the signal is one that does.
func TestParentDeathEndsPause(t *testing.T) {
	each(t, native, func(t *testing.T, r runner) {
		parent, pid := withParent(t, r, r.words("-v", "-P", "-p", "INT")...)
		parent.enter()
		awaitAsleep(t, pid)
		parent.dies()
		kit.Eventually(t, "the end of dumb-init", parent.Stderr.Ended)
	})
}
