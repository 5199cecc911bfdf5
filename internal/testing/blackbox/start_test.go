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

// signalState is a command that prints which signals it blocks and ignores.
var signalState = []string{"grep", "-E", "^Sig(Blk|Ign)", "/proc/self/status"}

// Signals that dumb-init has inherited as blocked or ignored are neither in the command.
func TestInheritedSignals(t *testing.T) {
	eachMode(t, everyone, func(t *testing.T, r runner, option []string) {
		cmd := launched(r.command(append(option, signalState...)...), "ignore", "block")
		got, _, status := kit.Outcome(t, cmd)
		want := "SigBlk:\t" + noSignals + "\nSigIgn:\t" + r.ignored() + "\n"
		if got != want || status != 0 {
			t.Errorf("got status %d,\n%swant status 0,\n%s", status, got, want)
		}
	})
}

// The proof that the test above can fail: a command without an init inherits both.
func TestInheritedSignalsWithoutInit(t *testing.T) {
	each(t, []runner{process}, func(t *testing.T, r runner) {
		cmd := &exec.Cmd{
			Path: kit.Need(t, signalState[0]),
			Args: signalState,
		}
		got, _, _ := kit.Outcome(t, launched(cmd, "ignore", "block"))
		if strings.Contains(got, noSignals) {
			t.Errorf("got\n%swant no empty set", got)
		}
	})
}

// If dumb-init has inherited CHLD as ignored, the kernel still keeps the status of the command for
// it.
func TestStatusWithChildStatusIgnored(t *testing.T) {
	eachMode(t, everyone, func(t *testing.T, r runner, option []string) {
		cmd := r.command(append(option, probe, "exit", "42")...)
		start(t, launched(cmd, "ignore")).WantStatus(42)
	})
}

// dumb-init has one thread, and no handler for any signal. While it waits, it waits for all signals
// at once. (That all of them are blocked before is tested in TestTermAtAnyInstantOfTheStart.)
func TestOneThread(t *testing.T) {
	each(t, native, func(t *testing.T, r runner) {
		p := start(t, r.command(probe, "pause"))
		p.ready()
		awaitWait(t, p.PID)
		if got := field(t, p.PID, "Threads"); got != "1" {
			t.Errorf("threads: got %s, want 1", got)
		}
		if got := field(t, p.PID, "SigCgt"); got != noSignals {
			t.Errorf("signals with a handler: got %s, want none", got)
		}
	})
}

// What the Go runtime would read from the environment means nothing to dumb-init, and goes to the
// command.
func TestVariablesOfGo(t *testing.T) {
	each(t, everyone, func(t *testing.T, r runner) {
		cmd := r.command(probe, "environ")
		cmd.Env = []string{
			"GODEBUG=nonsense=1,asynctimerchan=7,,=",
			"GOMAXPROCS=many",
			"GOGC=x",
			"GOMEMLIMIT=-1",
			"GOTRACEBACK=crash",
		}
		got, _, status := kit.Outcome(t, cmd)
		want := r.environment(cmd.Env...)
		if got != want || status != 0 {
			t.Errorf("got status %d, %q, want status 0, %q", status, got, want)
		}
	})
}

// 20 MB of address space are enough.
func TestLittleMemory(t *testing.T) {
	eachMode(t, native, func(t *testing.T, r runner, option []string) {
		cmd := r.command(append(option, probe, "exit", "42")...)
		start(t, launched(cmd, "address-space=20480000")).WantStatus(42)
	})
}

// A user who may start no more processes is told so, and nothing is run; with one process more it
// is.
func TestNoProcessLeft(t *testing.T) {
	tests := []struct {
		limit  string
		stdout string
		stderr string
		status int
	}{
		{"processes=1", "", "[dumb-init] Unable to fork: Resource temporarily unavailable\n", 1},
		{"processes=2", "run\n", "", 0},
	}
	eachMode(t, []runner{process}, func(t *testing.T, r runner, option []string) {
		kit.NeedRoot(t) // to be another user
		// The limit counts all processes of the user, who has no others.
		user := fmt.Sprintf("uid=%d", 64000+len(option))
		for _, test := range tests {
			cmd := r.command(append(option, "echo", "run")...)
			stdout, stderr, status := kit.Outcome(t, launched(cmd, test.limit, user))
			if stdout != test.stdout || stderr != test.stderr || status != test.status {
				t.Errorf("%s: got status %d, %q, %q, want status %d, %q, %q", test.limit,
					status, stdout, stderr, test.status, test.stdout, test.stderr)
			}
		}
	})
}

// A working directory that has been removed stays that of the command. dumb-init goes to the root.
func TestDeletedWorkingDirectory(t *testing.T) {
	eachMode(t, native, func(t *testing.T, r runner, option []string) {
		directory := filepath.Join(t.TempDir(), "gone")
		kit.Try(t, os.Mkdir(directory, 0o755))
		cmd := r.command(append(option, probe, "pause")...)
		p := start(t, launched(cmd, "chdir="+directory, "rmdir="+directory))
		p.ready()
		want := directory + " (deleted)"
		if got := workingDirectory(onlyChild(t, p.PID).PID); got != want {
			t.Errorf("working directory of the command: got %s, want %s", got, want)
		}
		kit.Eventually(t, "dumb-init in /", func() bool {
			return workingDirectory(p.PID) == "/"
		})
	})
}

// workingDirectory returns the working directory of a process.
func workingDirectory(pid int) string {
	path, _ := os.Readlink(fmt.Sprintf("/proc/%d/cwd", pid))
	return path
}
