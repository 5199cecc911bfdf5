package blackbox

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

const nothing = "0000000000000000"

// signalState is a command that shows its blocked and ignored signals.
var signalState = []string{"grep", "-E", "^Sig(Blk|Ign)", "/proc/self/status"}

// Signals that the starter ignores or blocks are neither in the command.
func TestInheritedSignals(t *testing.T) {
	eachMode(t, everyone, func(t *testing.T, r runner, option []string) {
		stdout, _, status := kit.Outcome(t, changed(r.command(append(option, signalState...)...), "ignore", "block"))
		if want := "SigBlk:\t" + nothing + "\nSigIgn:\t" + r.ignored() + "\n"; stdout != want || status != 0 {
			t.Errorf("%d %s", status, stdout)
		}
	})
}

// The proof that the test above can fail.
func TestInheritedSignalsWithoutInit(t *testing.T) {
	each(t, []runner{process}, func(t *testing.T, r runner) {
		cmd := &exec.Cmd{Path: kit.Need(t, signalState[0]), Args: signalState}
		if stdout, _, _ := kit.Outcome(t, changed(cmd, "ignore", "block")); strings.Contains(stdout, nothing) {
			t.Error(stdout)
		}
	})
}

// Where the starter ignores CHLD, the status of the command arrives none the less.
func TestStatusWithChildStatusIgnored(t *testing.T) {
	eachMode(t, everyone, func(t *testing.T, r runner, option []string) {
		start(t, changed(r.command(append(option, probe, "exit", "42")...), "ignore")).WantStatus(42)
	})
}

// dumb-init has one thread, and waits for all signals at once: those that it waits for are not blocked
// meanwhile (do_sigtimedwait, kernel/signal.c). That they are otherwise is tested at each of its system
// calls up to there.
func TestOneThread(t *testing.T) {
	each(t, native, func(t *testing.T, r runner) {
		p := start(t, r.command(probe, "pause"))
		p.ready()
		kit.Eventually(t, "waiting for signals", func() bool { return field(t, p.PID, "SigBlk") == nothing })
		awaitState(t, p.PID, "S")
		if threads := field(t, p.PID, "Threads"); threads != "1" {
			t.Errorf("threads: %s", threads)
		}
		if caught := field(t, p.PID, "SigCgt"); caught != nothing {
			t.Errorf("it has handlers for signals: %s", caught)
		}
	})
}

// What the Go runtime would read from the environment means nothing to dumb-init, and goes to the command.
func TestVariablesOfGo(t *testing.T) {
	each(t, everyone, func(t *testing.T, r runner) {
		cmd := r.command(probe, "environ")
		cmd.Env = []string{"GODEBUG=nonsense=1,asynctimerchan=7,,=", "GOMAXPROCS=many", "GOGC=x", "GOMEMLIMIT=-1", "GOTRACEBACK=crash"}
		stdout, _, status := kit.Outcome(t, cmd)
		if want := r.environment(cmd.Env...); stdout != want || status != 0 {
			t.Errorf("%d %q", status, stdout)
		}
	})
}

// 20 MB of address space are enough.
func TestLittleMemory(t *testing.T) {
	eachMode(t, native, func(t *testing.T, r runner, option []string) {
		start(t, changed(r.command(append(option, probe, "exit", "42")...), "address-space=20480000")).WantStatus(42)
	})
}

// A user who may start no more processes is told so, and nothing is run.
func TestNoProcessLeft(t *testing.T) {
	eachMode(t, []runner{process}, func(t *testing.T, r runner, option []string) {
		kit.NeedRoot(t) // to be another user
		limited := func(limit int) (stdout, stderr string, status int) {
			cmd := r.command(append(option, "echo", "run")...)
			return kit.Outcome(t, changed(cmd, fmt.Sprintf("processes=%d", limit), fmt.Sprintf("uid=%d", 64000+len(option))))
		}
		stdout, stderr, status := limited(1)
		if stdout != "" || stderr != "[dumb-init] Unable to fork: Resource temporarily unavailable\n" || status != 1 {
			t.Errorf("%d %q %q", status, stdout, stderr)
		}
		stdout, stderr, status = limited(2)
		if stdout != "run\n" || stderr != "" || status != 0 {
			t.Errorf("with one process more: %d %q %q", status, stdout, stderr)
		}
	})
}

// A working directory that is no more is the command's, as any other. dumb-init leaves it for the root.
func TestDeletedWorkingDirectory(t *testing.T) {
	eachMode(t, native, func(t *testing.T, r runner, option []string) {
		directory := filepath.Join(t.TempDir(), "gone")
		kit.Try(t, os.Mkdir(directory, 0o755))
		p := start(t, changed(r.command(append(option, probe, "pause")...), "chdir="+directory, "rmdir="+directory))
		p.ready()
		if at := workingDirectory(onlyChild(t, p.PID).PID); at != directory+" (deleted)" {
			t.Errorf("the command is in %s", at)
		}
		kit.Eventually(t, "dumb-init in /", func() bool { return workingDirectory(p.PID) == "/" })
	})
}

func workingDirectory(pid int) string {
	path, _ := os.Readlink(fmt.Sprintf("/proc/%d/cwd", pid))
	return path
}
