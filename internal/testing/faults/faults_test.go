// Package faults fails the init's system calls, one after the other, with every errno that they can
// have, once and for ever (strace -e inject).
//
// PID 1 must carry on, or say why it cannot before the command runs. PID 1 must never hang, nor
// lose the command's exit status. scripts/faults prints what was tried and what came of it.
package faults

import (
	"path/filepath"
	"runtime"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// Programs that TestMain builds.
var (
	dumbInit  string
	prelude   string // testdata/prelude.c
	probePath string // testdata/probe.c
)

func TestMain(m *testing.M) {
	kit.Main(m, func(directory string) error {
		dumbInit = filepath.Join(directory, "dumb-init")
		prelude = filepath.Join(directory, "prelude")
		probePath = filepath.Join(directory, "probe")
		if err := kit.Build(runtime.GOARCH, dumbInit); err != nil {
			return err
		}
		if err := kit.Compile("testdata/prelude.c", prelude); err != nil {
			return err
		}
		return kit.Compile("testdata/probe.c", probePath)
	})
}

func need(t *testing.T) {
	t.Helper()
	kit.Need(t, "strace")
	kit.NeedNamespaces(t)
}

// No system call that fails makes the init hang or lose the command's status.
func TestFaults(t *testing.T) {
	need(t)
	var outcomes report
	t.Run("rows", func(t *testing.T) {
		for row := range faults {
			f := &faults[row]
			for _, injection := range f.injections() {
				t.Run(injection.name, func(t *testing.T) {
					t.Parallel()
					outcomes.add(row, f.try(t, injection.strace))
				})
			}
		}
	})
	t.Log(&outcomes)
}

// try injects the fault, and fails unless the outcome is the one that is wanted.
func (f *fault) try(t *testing.T, injection string) *outcome {
	o := run(t, trial{
		init:  dumbInit,
		scene: f.scene,
		fault: injection,
		want:  f.want,
	})
	if !f.want.met(o) {
		t.Errorf("got: %v, want: %v", o, f.want)
	}
	if !o.injected {
		t.Error("the fault never happened")
	}
	explain(t, o)
	return o
}

// Without a fault the init carries on in every scene, and makes no call that the table lacks.
func TestNoFault(t *testing.T) {
	need(t)
	known := map[string]bool{"exit_group": true}
	for _, f := range faults {
		known[f.call] = true
	}
	for _, s := range scenes {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			o := run(t, trial{
				init:     dumbInit,
				scene:    s,
				want:     carryOn,
				traceAll: true,
			})
			if !carryOn.met(o) {
				t.Errorf("got: %v, want: %v", o, carryOn)
			}
			for _, call := range callsOfInit(o.trace) {
				if !known[call] {
					t.Errorf("the table has no row for %s", call)
				}
			}
			explain(t, o)
		})
	}
}

// explain prints what there is to see of a trial that has failed.
func explain(t *testing.T, o *outcome) {
	t.Helper()
	if t.Failed() {
		t.Logf("standard error:\n%s\ntrace:\n%s", o.stderr, o.trace)
	}
}
