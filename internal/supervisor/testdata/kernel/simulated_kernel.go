// Package kernel is a simulated Linux with the interface of internal/kernel, in whose place the
// model test puts it (go test -overlay): a clock that jumps from one event to the next, processes
// that are born, end and are reaped, and signals that pend. It notes who received which signal
// when, and what no init may do.
package kernel

import (
	"cmp"
	"fmt"
	"slices"

	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/signals"
)

// What is as in the real package.
type (
	Errno      = unix.Errno
	WaitStatus = unix.WaitStatus
	SignalSet  uint64
)

// Sets of signals.
const (
	NoSignal     SignalSet = 0
	EverySignal  SignalSet = ^NoSignal
	EveryButCHLD SignalSet = EverySignal &^ (1 << (signals.CHLD - 1))
)

// Standard streams.
const (
	Stdout = 1
	Stderr = 2
)

// SignalInfo says which signal it is and where it comes from.
type SignalInfo struct {
	Number signals.Signal
	Sender int32
	Killed bool // sent by kill(2)
	Queued bool // by sigqueue(3), with a value
	Value  int
}

func (info *SignalInfo) Signal() signals.Signal { return info.Number }

func (info *SignalInfo) SentBy(pid int32) bool { return info.Killed && info.Sender == pid }

// Process is a process other than the init.
type Process struct {
	PID, Parent, Group int32 // the Parent 0 is outside
	Stranger           bool  // has taken over the process ID of another that was reaped
	// React says when the process ends, and how, having received a signal; 0 if it does not.
	React func(now uint64, signal signals.Signal) (at uint64, status WaitStatus)

	zombie bool
	status WaitStatus
	ends   uint64 // when it has decided to end
}

// World is all there is. Its zero value, with Self, is an init that has just begun to supervise at
// the time 0.
type World struct {
	Self       int32 // process ID of the init
	Adopts     bool  // orphans become the init's children
	Descriptor int32 // of the first process
	Last       bool  // of several zombies the youngest is reaped first
	Broken     bool  // a line on standard error brings PIPE
	Received   func(at uint64, pid int32, signal signals.Signal, value int)
	Woken      func(at uint64) // by a time-out
	Lines      []string        // on standard error
	Wrong      []string        // what no init may do
	Waits      int             // calls of WaitSignal
	Sent       int             // how often it signalled others
	Storm      func()          // happens before every call that takes a signal or a child

	now       uint64
	events    []event
	pending   []SignalInfo
	processes []*Process
	reaped    map[int32]bool
	stopped   bool
	fault     Errno
	calls     int
}

type event struct {
	at uint64
	do func()
}

var world *World

// Use makes the world the one that the functions of this package are about.
func (w *World) Use() { world, w.reaped = w, map[int32]bool{} }

// Now returns the time.
func (w *World) Now() uint64 { return w.now }

// Tick lets time pass, without an event.
func (w *World) Tick(milliseconds uint64) { w.now += milliseconds }

// At has something happen at a time.
func (w *World) At(at uint64, do func()) {
	i, _ := slices.BinarySearchFunc(w.events, at+1, func(e event, at uint64) int { return cmp.Compare(e.at, at) })
	w.events = slices.Insert(w.events, i, event{at, do})
}

// Fail has the next sleep end with an error.
func (w *World) Fail(errno Errno) { w.fault = errno }

// Find returns a process that is alive, or nil.
func (w *World) Find(pid int32) *Process {
	for _, p := range w.processes {
		if p.PID == pid && !p.zombie {
			return p
		}
	}
	return nil
}

// Add adds a process.
func (w *World) Add(p *Process) {
	w.processes = append(w.processes, p)
	slices.SortFunc(w.processes, func(a, b *Process) int { return cmp.Compare(a.PID, b.PID) })
}

// Send sends the init a signal: a standard one pends once only, those that stop and CONT undo each
// other.
func (w *World) Send(info SignalInfo) {
	stop := func(s signals.Signal) bool { return s >= signals.STOP && s <= signals.TTOU }
	if info.Number == signals.CONT {
		w.drop(stop)
		w.stopped = false
	} else if stop(info.Number) {
		w.drop(func(s signals.Signal) bool { return s == signals.CONT })
	}
	for _, p := range w.pending {
		if p.Number == info.Number && p.Number < 32 {
			return
		}
	}
	w.pending = append(w.pending, info)
}

func (w *World) drop(which func(signals.Signal) bool) {
	w.pending = slices.DeleteFunc(w.pending, func(info SignalInfo) bool { return which(info.Number) })
}

// take takes the pending signal that the kernel hands out first: one that a fault of the process
// could have brought (ILL, TRAP, BUS, FPE, SEGV, SYS), else the lowest.
func (w *World) take(set SignalSet, info *SignalInfo) bool {
	best := -1
	rank := func(s signals.Signal) int {
		if slices.Contains([]signals.Signal{4, 5, 7, 8, 11, 31}, s) {
			return int(s) - 100
		}
		return int(s)
	}
	for i, p := range w.pending {
		if set&(1<<(p.Number-1)) != 0 && (best < 0 || rank(p.Number) < rank(w.pending[best].Number)) {
			best = i
		}
	}
	if best < 0 {
		return false
	}
	*info = w.pending[best]
	w.pending = slices.Delete(w.pending, best, best+1)
	return true
}

// Exit ends a process.
func (w *World) Exit(pid int32, status WaitStatus) {
	p := w.Find(pid)
	if p == nil {
		return
	}
	p.zombie, p.status = true, status
	heir := int32(0)
	if w.Adopts {
		heir = w.Self
	}
	tell := p.Parent == w.Self
	for _, child := range w.processes {
		if child.Parent == pid {
			child.Parent = heir
			tell = tell || child.zombie && w.Adopts
		}
	}
	w.processes = slices.DeleteFunc(w.processes, func(p *Process) bool { return p.zombie && p.Parent == 0 })
	if tell {
		w.Send(SignalInfo{Number: signals.CHLD, Sender: pid})
	}
}

// receive has the processes that are meant receive a signal.
func (w *World) receive(signal signals.Signal, value int, meant func(p *Process) bool) {
	w.count()
	w.Sent++
	for _, p := range w.processes {
		if !meant(p) || p.zombie {
			continue
		}
		w.Received(w.now, p.PID, signal, value)
		if at, status := p.React(w.now, signal); at > 0 && (p.ends == 0 || at < p.ends) {
			p.ends = at
			w.At(at, func() { w.Exit(p.PID, status) })
		}
	}
}

// step lets the next event happen.
func (w *World) step() {
	if len(w.events) == 0 {
		panic("the init would sleep for ever")
	}
	e := w.events[0]
	w.events, w.now = w.events[1:], max(w.now, e.at)
	e.do()
}

func (w *World) wrong(format string, args ...any) {
	w.Wrong = append(w.Wrong, fmt.Sprintf("%d: ", w.now)+fmt.Sprintf(format, args...))
}

// call notes a call that asks for events.
func (w *World) call() {
	w.count()
	if w.Storm != nil {
		w.Storm()
	}
}

// count ends an init that never sleeps.
func (w *World) count() {
	if w.calls++; w.calls > 10000 {
		panic("the init calls the kernel for ever")
	}
}

func Now() uint64 {
	world.count()
	return world.now
}

func Backoff() {
	end := world.now + 10
	for len(world.events) > 0 && world.events[0].at <= end {
		world.step()
	}
	world.now = end
}

func Write(fd int32, text string) {
	world.Lines = append(world.Lines, text)
	if world.Broken {
		world.Send(SignalInfo{Number: 13, Killed: true, Sender: world.Self})
	}
}

func WaitSignal(set SignalSet, info *SignalInfo, milliseconds int32) Errno {
	w := world
	w.call()
	w.Waits++
	if w.take(set, info) {
		return 0
	}
	if milliseconds == 0 {
		if set == EverySignal {
			w.wrong("polls for a signal")
		}
		return unix.EAGAIN
	}
	if milliseconds > 24*60*60*1000 {
		w.wrong("sleeps for %d ms, though no timer runs so long", milliseconds)
	}
	for end := w.now + uint64(milliseconds); ; w.step() {
		if w.take(set, info) {
			return 0
		}
		if errno := w.fault; errno != 0 {
			w.fault = 0
			return errno
		}
		if milliseconds > 0 && (len(w.events) == 0 || w.events[0].at > end) {
			w.now = end
			w.Woken(end)
			return unix.EAGAIN
		}
	}
}

func Kill(pid int32, signal signals.Signal) {
	w := world
	switch {
	case pid == w.Self && signal == signals.STOP:
		w.drop(func(s signals.Signal) bool { return s == signals.CONT })
		w.Received(w.now, pid, signal, 0)
		if pid == 1 {
			return // the kernel does not stop the init
		}
		for w.stopped = true; w.stopped; {
			w.step()
		}
	case pid == w.Self:
		w.wrong("sends itself %d", signal)
	case pid == -1 && w.Self == 1:
		w.receive(signal, 0, func(*Process) bool { return true })
	case pid == -1:
		w.wrong("sends %d to the whole host", signal)
	case w.reaped[max(pid, -pid)]:
		w.wrong("sends %d to %d, which has been reaped", signal, pid)
	default:
		w.receive(signal, 0, func(p *Process) bool { return p.PID == pid || p.Group == -pid })
	}
}

func ForwardQueued(pid int32, signal signals.Signal, received *SignalInfo) {
	if received == nil || !received.Queued {
		Kill(pid, signal)
		return
	}
	if world.reaped[pid] {
		world.wrong("passes %d to %d, which has been reaped", signal, pid)
	}
	world.receive(signal, received.Value, func(p *Process) bool { return p.PID == pid })
}

func SignalSurvivors(leader, descriptor int32, signal signals.Signal) {
	if !world.reaped[leader] {
		world.wrong("takes %d, which is alive, for reaped", leader)
	}
	if descriptor != world.Descriptor {
		world.wrong("the descriptor %d is not that of %d", descriptor, leader)
	}
	world.receive(signal, 0, func(p *Process) bool { return p.Group == leader && !p.Stranger })
}

func Reap() (pid int32, status WaitStatus) {
	w := world
	w.call()
	pid = -1
	found := -1
	for i, p := range w.processes {
		if p.Parent != w.Self {
			continue
		}
		pid = max(pid, 0)
		if p.zombie && (found < 0 || w.Last) {
			found = i
		}
	}
	if found < 0 {
		return pid, 0
	}
	p := w.processes[found]
	w.processes = slices.Delete(w.processes, found, found+1)
	if w.reaped[p.PID] && !p.Stranger {
		w.wrong("reaps %d twice", p.PID)
	}
	w.reaped[p.PID] = true
	return p.PID, p.status
}
