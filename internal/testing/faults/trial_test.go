package faults

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"dumb-init.alt/internal/testing/kit"
)

// trial is one run of an init under strace.
type trial struct {
	init     string // the path of the program
	scene    *scene
	fault    string // besides the scene's own, for strace's inject=; "" is none
	want     want   // a signal that is to be lost is not waited for
	traceAll bool   // trace every system call, not only those that fail

	// hang reports whether the init will never end. Without it only the deadline tells.
	hang func(*attempt) bool
}

// attempt is a trial that has been started.
type attempt struct {
	*kit.Process
	trial
	directory string
	mark      string // the file that the command creates when it begins
	trace     string // the file that strace writes
}

// run carries out a trial.
func run(t *testing.T, of trial) *outcome {
	t.Helper()
	directory := t.TempDir()
	a := &attempt{
		trial:     of,
		directory: directory,
		mark:      filepath.Join(directory, "mark"),
		trace:     filepath.Join(directory, "trace"),
	}
	a.start(t)
	hung := !a.ends()
	if hung {
		a.Cmd.Process.Kill()
		<-a.Ended
	}
	kit.Eventually(t, "the end of standard error", a.Stderr.Ended)
	trace, _ := os.ReadFile(a.trace)
	_, missing := os.Stat(a.mark)
	return &outcome{
		hung:     hung,
		ran:      missing == nil,
		injected: a.injected(),
		status:   a.Cmd.ProcessState.ExitCode(),
		stderr:   strings.ReplaceAll(a.Stderr.String(), directory, "DIR"),
		trace:    string(trace),
	}
}

// start starts strace as PID 1 of a new PID namespace: killing it ends all of the trial.
func (a *attempt) start(t *testing.T) {
	t.Helper()
	args := a.strace()
	if a.scene.prelude {
		args = append(args, prelude)
	}
	args = append(args, a.init)
	args = append(args, a.scene.options...)
	args = append(args, a.command(t)...)
	cmd := exec.Command(kit.Need(t, "strace"), args...)
	if a.scene.program == scriptInPATH {
		cmd.Env = append(os.Environ(), "PATH=/absent:"+a.directory)
	}
	kit.InNamespace(cmd)
	a.Process = kit.Start(t, cmd)
	a.Quiet = true // the tests print the output and the trace
}

// ends waits for the end of the trial, and reports whether it came.
func (a *attempt) ends() bool {
	const pause = 10 * time.Millisecond
	deadline := time.Now().Add(kit.Deadline)
	for time.Now().Before(deadline) {
		select {
		case <-a.Ended:
			return true
		case <-time.After(pause):
		}
		if a.hang != nil && a.hang(a) {
			return false
		}
	}
	return false
}

// faults returns the faults of the scene, and then the trial's own.
func (a *attempt) faults() []string {
	all := slices.Clone(a.scene.standing)
	if a.fault != "" {
		all = append(all, a.fault)
	}
	return all
}

// strace returns the options of strace.
func (a *attempt) strace() []string {
	args := []string{"-qq", "-o", a.trace}
	if a.scene.follow {
		args = append(args, "-f", "--seccomp-bpf")
	}
	var calls []string
	for _, fault := range a.faults() {
		calls = append(calls, callOf(fault))
		args = append(args, "-e", "inject="+fault)
	}
	if a.traceAll {
		calls = []string{"all"}
	}
	return append(args, "-e", "trace="+strings.Join(calls, ","))
}

// callOf returns the name of the system call that a fault is for.
func callOf(fault string) string {
	call, _, _ := strings.Cut(fault, ":")
	return call
}

// command returns the command line of the command.
func (a *attempt) command(t *testing.T) []string {
	t.Helper()
	if a.scene.program == probe {
		args := []string{probePath, a.mark}
		if a.want == loseSignal {
			args = append(args, "give-up")
		}
		return append(args, a.scene.words...)
	}
	const name = "script"
	path := filepath.Join(a.directory, name)
	text := "#!/bin/sh\n: >" + a.mark + "\nexit 7\n"
	kit.Try(t, os.WriteFile(path, []byte(text), 0o700))
	if a.scene.program == scriptInPATH {
		return []string{name}
	}
	return []string{path}
}

// injected reports whether the last of the faults has happened.
func (a *attempt) injected() bool {
	all := a.faults()
	if len(all) == 0 {
		return false
	}
	call := callOf(all[len(all)-1])
	trace, _ := os.ReadFile(a.trace)
	return regexp.MustCompile(`\b` + call + `[( ].*\(INJECTED\)`).Match(trace)
}
