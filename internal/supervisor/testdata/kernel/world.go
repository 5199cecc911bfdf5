package kernel

import (
	"cmp"
	"fmt"
	"slices"

	"dumb-init.alt/internal/signals"
)

// World is the init's world: all that happens to it, and all that it does. The zero value, with
// Self, is that of an init that has just begun to supervise, at the time 0.
type World struct {
	// What kind of world it is.
	Self          int32 // the process ID of the init
	Pidfd         int32 // the pidfd of the first process, or -1
	Adopts        bool  // orphans become the init's children
	YoungestFirst bool  // of several zombies, the youngest is reaped first
	BrokenStderr  bool  // a line on standard error brings PIPE
	Refusal       Errno // what every call of WaitSignal fails with, as in a sandbox; 0 if none does

	// What is called when something happens.
	Received     func(at uint64, pid int32, signal signals.Signal, value int)
	WokenByTimer func(at uint64)
	BeforeTaking func() // before every call that takes a signal or a child; may be nil

	// What is noted.
	Lines []string // those on standard error
	Wrong []string // what no init may do
	Waits int      // how many calls of WaitSignal there were
	Sent  int      // how many times the init has signalled others

	now       uint64
	events    []event // in the order of their times
	pending   []SignalInfo
	processes []*Process // in the order of their process IDs
	reaped    map[int32]bool
	stopped   bool
	fault     Errno // which the next sleep ends with
	calls     int
}

// An event happens to the world at a time.
type event struct {
	at     uint64
	happen func()
}

// world is the one that the functions of this package act on.
var world *World

// Use makes the world the one that the functions of this package act on.
func (w *World) Use() {
	world = w
	w.reaped = map[int32]bool{}
}

// Now returns the time, in milliseconds.
func (w *World) Now() uint64 { return w.now }

// Pass lets time pass without an event.
func (w *World) Pass(milliseconds uint64) { w.now += milliseconds }

// At has something happen at a time.
func (w *World) At(at uint64, happen func()) {
	later := func(e event, at uint64) int { return cmp.Compare(e.at, at) }
	place, _ := slices.BinarySearchFunc(w.events, at+1, later)
	w.events = slices.Insert(w.events, place, event{at, happen})
}

// Fail has the next sleep end with an error.
func (w *World) Fail(errno Errno) { w.fault = errno }

// step lets the next event happen.
func (w *World) step() {
	if len(w.events) == 0 {
		panic("the init would sleep for ever")
	}
	next := w.events[0]
	w.events = w.events[1:]
	w.now = max(w.now, next.at)
	next.happen()
}

// wrong notes something that no init may do.
func (w *World) wrong(format string, args ...any) {
	w.Wrong = append(w.Wrong, fmt.Sprintf("%d: ", w.now)+fmt.Sprintf(format, args...))
}

// taking counts a call that takes a signal or a child.
func (w *World) taking() {
	w.count()
	if w.BeforeTaking != nil {
		w.BeforeTaking()
	}
}

// count counts a call. It ends an init that never sleeps.
func (w *World) count() {
	const most = 10000
	w.calls++
	if w.calls > most {
		panic("the init calls the kernel for ever")
	}
}
