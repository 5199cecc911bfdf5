// Package faults fails the init's system calls, one after the other, with every errno that they can
// have, once and for ever (strace -e inject). PID 1 must carry on, or say why it cannot before the command
// runs; it must never hang, nor lose the command's status.
package faults

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// deadline is after how long a run counts as hung.
const deadline = 30 * time.Second

// outcome is what became of the init.
type outcome struct {
	hung     bool
	ran      bool // the command began
	injected bool // the fault happened
	status   int
	stderr   string
	trace    string
}

func (o *outcome) String() string {
	last := o.stderr[strings.LastIndexByte(strings.TrimSuffix(o.stderr, "\n"), '\n')+1:]
	switch {
	case o.hung:
		return "hung"
	case o.ran && o.status == 7:
		return "carried on"
	case o.ran && o.status == 8:
		return "carried on, signal lost"
	case o.ran:
		return fmt.Sprintf("status lost: %d", o.status)
	}
	return fmt.Sprintf("refused with %d: %s", o.status, strings.TrimSuffix(last, "\n"))
}

// met reports whether the outcome is the one that is wanted.
func (w want) met(o *outcome) bool {
	message := regexp.MustCompile(`(?m)^\[dumb-init\] .*\w.*$`).MatchString(o.stderr)
	switch w {
	case carryOn:
		return !o.hung && o.ran && o.status == 7
	case lose:
		return !o.hung && o.ran && o.status == 8
	}
	return !o.hung && !o.ran && message && o.status == map[want]int{refuse: 1, refuse126: 126, refuse127: 127}[w]
}

// lab holds the programs that the tests run.
type lab struct{ init, prelude, probe string }

var build = sync.OnceValues(func() (*lab, error) {
	dir, err := os.MkdirTemp("", "faults")
	if err != nil {
		return nil, err
	}
	l := &lab{filepath.Join(dir, "dumb-init"), filepath.Join(dir, "prelude"), filepath.Join(dir, "probe")}
	for _, args := range [][]string{
		{"../../../scripts/build", runtime.GOARCH, l.init},
		{"gcc", "-static", "-O1", "-o", l.prelude, "testdata/prelude.c"},
		{"gcc", "-static", "-O1", "-o", l.probe, "testdata/probe.c"},
	} {
		if out, err := exec.Command(args[0], args[1:]...).CombinedOutput(); err != nil {
			return l, fmt.Errorf("%v: %w\n%s", args, err, out)
		}
	}
	return l, nil
})

func TestMain(m *testing.M) {
	status := m.Run()
	if l, _ := build(); l != nil {
		os.RemoveAll(filepath.Dir(l.init))
	}
	os.Exit(status)
}

func setUp(t *testing.T) *lab {
	for _, tool := range []string{"strace", "gcc"} {
		need(t, tool)
	}
	l, err := build()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// need skips the test where a program is missing. On CI nothing may be missing.
func need(t *testing.T, program string) {
	if _, err := exec.LookPath(program); err == nil {
		return
	}
	if os.Getenv("CI") != "" {
		t.Fatalf("%s is not installed", program)
	}
	t.Skipf("%s is not installed", program)
}

// trial is one run of an init under strace.
type trial struct {
	init       string
	scene      *scene
	fault      string // beside the scene's own: strace's inject=; may be none
	everything bool   // trace all system calls, and not only those that fail
	patience   time.Duration
}

// run carries out a trial. strace is PID 1 of a new PID namespace, so that nothing is left over when it
// is killed.
func (l *lab) run(t *testing.T, trial trial) *outcome {
	t.Helper()
	s, dir := trial.scene, t.TempDir()
	mark, trace := filepath.Join(dir, "mark"), filepath.Join(dir, "trace")
	inject := slices.Clone(s.standing)
	if trial.fault != "" {
		inject = append(inject, trial.fault)
	}
	var calls []string
	for _, fault := range inject {
		call, _, _ := strings.Cut(fault, ":")
		calls = append(calls, call)
	}
	traced := strings.Join(calls, ",")
	if trial.everything {
		traced = "all"
	}
	args := []string{"-qq", "-o", trace, "-e", "trace=" + traced}
	if s.follow {
		args = append(args, "-f", "--seccomp-bpf")
	}
	for _, fault := range inject {
		args = append(args, "-e", "inject="+fault)
	}
	if s.prelude {
		args = append(args, l.prelude)
	}
	args = append(append(args, trial.init), s.options...)
	env := os.Environ()
	switch s.script {
	case "":
		args = append(append(args, l.probe, mark), s.command...)
	default:
		file := filepath.Join(dir, "script")
		if err := os.WriteFile(file, []byte("#!/bin/sh\n: >"+mark+"\nexit 7\n"), 0o700); err != nil {
			t.Fatal(err)
		}
		if s.script == "search" {
			file = filepath.Base(file)
			env = append(env, "PATH=/absent:"+dir)
		}
		args = append(args, file)
	}

	ctx, cancel := context.WithTimeout(t.Context(), trial.patience)
	defer cancel()
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Fatal(err)
	}
	var stderr strings.Builder
	cmd := exec.CommandContext(ctx, strace, args...)
	cmd.Env, cmd.Stderr = env, &stderr
	cmd.WaitDelay = time.Second
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWPID}
	if uid := os.Getuid(); uid != 0 {
		cmd.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: uid, HostID: uid, Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: os.Getgid(), HostID: os.Getgid(), Size: 1}}
	}
	err = cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) && ctx.Err() == nil {
		t.Fatal(err)
	}
	text, _ := os.ReadFile(trace)
	injected := false
	if len(calls) > 0 {
		injected = regexp.MustCompile(`\b` + calls[len(calls)-1] + `[( ].*\(INJECTED\)`).Match(text)
	}
	_, missing := os.Stat(mark)
	return &outcome{
		hung:     ctx.Err() != nil,
		ran:      missing == nil,
		injected: injected,
		status:   cmd.ProcessState.ExitCode(),
		stderr:   strings.ReplaceAll(stderr.String(), dir, "DIR"),
		trace:    string(text),
	}
}

func TestFaults(t *testing.T) {
	l := setUp(t)
	outcomes := make([][]string, len(faults))
	var mutex sync.Mutex
	t.Run("rows", func(t *testing.T) {
		for i := range faults {
			f := &faults[i]
			if f.call == "arch_prctl" && runtime.GOARCH != "amd64" {
				continue
			}
			for _, moment := range strings.Fields(f.moments) {
				for _, errno := range f.list() {
					t.Run(fmt.Sprintf("%s/%s/%s/%s", f.scene.name, f.call, moment, errno), func(t *testing.T) {
						t.Parallel()
						fault := fmt.Sprintf("%s:error=%s:when=%s", f.call, errno, moment)
						o := l.run(t, trial{init: l.init, scene: f.scene, fault: fault, patience: deadline})
						mutex.Lock()
						outcomes[i] = append(outcomes[i], o.String())
						mutex.Unlock()
						switch {
						case !f.want.met(o):
							t.Errorf("%v; standard error:\n%s\ntrace:\n%s", o, o.stderr, o.trace)
						case !o.injected:
							t.Errorf("the fault never happened\ntrace:\n%s", o.trace)
						}
					})
				}
			}
		}
	})
	t.Log(table(outcomes))
}

// TestNoFault shows that the scenes themselves are sound, and that the table has every system call which
// the init and its child make in them.
func TestNoFault(t *testing.T) {
	l := setUp(t)
	known := map[string]bool{"exit_group": true}
	for _, f := range faults {
		known[f.call] = true
	}
	for _, s := range scenes {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			o := l.run(t, trial{init: l.init, scene: s, everything: true, patience: deadline})
			if !carryOn.met(o) {
				t.Fatalf("%v; standard error:\n%s\ntrace:\n%s", o, o.stderr, o.trace)
			}
			for _, call := range callsOfInit(o.trace) {
				if !known[call] {
					t.Errorf("the table has no row for %s", call)
				}
			}
		})
	}
}

// callsOfInit returns the names of the system calls in a trace that the init makes after it is executed,
// and its child before it is.
func callsOfInit(trace string) (calls []string) {
	line := regexp.MustCompile(`(?m)^(\d*) *(\w+)\((.*)$`)
	first, isInit := "", false
	executed := map[string]bool{} // children that are the command already
	for i, m := range line.FindAllStringSubmatch(trace, -1) {
		pid, call := m[1], m[2]
		switch {
		case i == 0:
			first, isInit = pid, !strings.Contains(m[3], "/prelude")
		case !isInit:
			isInit = call == "execve"
		case pid == first:
			calls = append(calls, call)
		case !executed[pid]:
			calls = append(calls, call)
			executed[pid] = call == "execve" && !strings.Contains(m[3], "ENOENT")
		}
	}
	return calls
}

// TestHangIsSeen proves that the tests can fail: dumb-init 1.2.5 waits for ever for a child that has ended
// if wait4 once returns EINTR.
func TestHangIsSeen(t *testing.T) {
	l := setUp(t)
	const peer = "/usr/bin/dumb-init"
	need(t, peer)
	if version, _ := exec.Command(peer, "--version").CombinedOutput(); !strings.Contains(string(version), "v1.2.5") {
		t.Skipf("%s is not 1.2.5: %s", peer, version)
	}
	t.Parallel()
	if o := l.run(t, trial{init: peer, scene: plain, everything: true, patience: deadline}); !carryOn.met(o) {
		t.Fatalf("without a fault: %v", o)
	}
	o := l.run(t, trial{init: peer, scene: plain, fault: "wait4:error=EINTR:when=1", patience: 3 * time.Second})
	if !o.hung || !o.injected || !o.ran {
		t.Errorf("got: %v, want a hang", o)
	}
}

// table has a line for each fault, with the outcomes seen and how often.
func table(results [][]string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n%-26s %-16s %-16s %5s  %s\n", "scene", "call", "when", "tried", "outcome")
	total := 0
	for i, f := range faults {
		outcomes := results[i]
		total += len(outcomes)
		count := len(outcomes)
		slices.Sort(outcomes)
		outcomes = slices.Compact(outcomes)
		for j, o := range outcomes {
			if j == 0 {
				fmt.Fprintf(&b, "%-26s %-16s %-16s %5d  %s\n", f.scene.name, f.call, f.moments, count, o)
				continue
			}
			fmt.Fprintf(&b, "%68s%s\n", "", o)
		}
	}
	fmt.Fprintf(&b, "%d faults tried\n", total)
	return b.String()
}
