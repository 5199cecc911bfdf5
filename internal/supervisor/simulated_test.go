//go:build simulated

package supervisor

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
	"pgregory.net/rapid"

	"dumb-init.alt/internal/kernel" // the simulation (model_test.go)
	"dumb-init.alt/internal/options"
	"dumb-init.alt/internal/report"
	"dumb-init.alt/internal/signals"
)

// pid returns the process ID of a process of a script; the command leads the process group of its number.
func pid(process int) int32 { return int32(100 + process) }

// world makes the world of a script, and returns it with the lines that it will note.
func world(s *script) (*kernel.World, *[]line) {
	w, lines := &kernel.World{Self: int32(s.self), Adopts: s.adopts(), Last: s.last}, new([]line)
	w.Received = func(at uint64, receiver int32, signal signals.Signal, value int) {
		process := int(receiver - pid(0))
		if receiver == w.Self {
			process = itself
		}
		*lines = append(*lines, line{at, process, signal, value})
	}
	w.Woken = func(at uint64) { *lines = append(*lines, line{at, wakeUp, 0, 0}) }
	w.Broken = s.self == 1
	if w.Descriptor = -1; s.wait {
		w.Descriptor = 5
	}
	add := func(process int, parent, group int32) {
		w.Add(&kernel.Process{PID: pid(process), Parent: parent, Group: group, React: func(now uint64, signal signals.Signal) (uint64, kernel.WaitStatus) {
			at, status := s.reaction(process, signal, now)
			return at, kernel.WaitStatus(status)
		}})
	}
	if !s.pause {
		add(0, w.Self, pid(0))
	}
	for _, e := range s.events {
		w.At(e.at, func() {
			for _, sent := range e.signals {
				info := kernel.SignalInfo{Number: sent.signal, Sender: 7, Killed: !sent.queued, Queued: sent.queued, Value: sent.value}
				if sent.own {
					info.Sender = w.Self
				}
				w.Send(info)
			}
			for _, process := range e.exit {
				w.Exit(pid(process), kernel.WaitStatus(e.status))
			}
			if e.fails != 0 {
				w.Fail(unix.Errno(e.fails))
			}
			if f := e.fork; f != nil && f.by < 0 && s.adopts() {
				add(f.process, w.Self, pid(f.process))
			} else if by := w.Find(pid(f.parent())); by != nil {
				parent, group := by.PID, by.Group
				if f.orphan {
					parent = 0
					if s.adopts() {
						parent = w.Self
					}
				}
				if f.session {
					group = pid(f.process)
				}
				add(f.process, parent, group)
			}
		})
	}
	w.Use()
	return w, lines
}

// parent returns the process that forks, -1 for none.
func (f *fork) parent() int {
	if f == nil {
		return -1
	}
	return f.by
}

// parse has the options read as from a command line.
func parse(t interface{ Fatal(...any) }, s *settings) *options.Options {
	words := []*byte{}
	args := append([]string{"dumb-init"}, s.args(inPeriods)...)
	if !s.pause {
		args = append(args, "command")
	}
	for _, word := range args {
		p, _ := unix.BytePtrFromString(word)
		words = append(words, p)
	}
	var complaint report.Line
	var o options.Options
	if _, ok := options.Parse(&o, "dumb-init", words, nil, true, &complaint); !ok {
		t.Fatal(unix.BytePtrToString(complaint.CString()))
	}
	return &o
}

// A supervise is New and Run, ours or those with a bug.
type supervise func(self, child, descriptor int32, o *options.Options, log report.Log) uint8

func TestSimulated(t *testing.T) {
	simulated(t, func(self, child, descriptor int32, o *options.Options, log report.Log) uint8 {
		state := New(self, child, descriptor, o)
		return state.Run(log)
	})
}

// simulated runs scripts, and storms.
func simulated(t *testing.T, run supervise) {
	if storms(t, run); t.Failed() {
		return
	}
	rapid.Check(t, func(t *rapid.T) {
		s := anyScript.Draw(t, "script")
		w, lines := world(s)
		command := pid(0)
		if s.pause {
			command = 0
		}
		got := outcome{status: int(run(int32(s.self), command, w.Descriptor, parse(t, &s.settings), report.Log(s.verbose)))}
		if s.self != 1 && w.Waits >= batch {
			t.Skip("so long that the order may be another: what pends while the init is stopped is taken in turns")
		}
		got.at, got.lines = w.Now(), *lines
		want := predict(s)
		for i := range max(len(got.lines), len(want.lines)) {
			if i >= len(got.lines) || i >= len(want.lines) || got.lines[i] != want.lines[i] {
				t.Fatalf("from its line %d on it does\n%v, and must do\n%v\n%#v", i, got.lines[min(i, len(got.lines)):], want.lines[min(i, len(want.lines)):], s)
			}
		}
		if got.at != want.at || got.status != want.status {
			t.Fatalf("exits at %d with %d, and must at %d with %d\n%#v", got.at, got.status, want.at, want.status, s)
		}
		if len(w.Wrong) > 0 {
			t.Fatalf("%q\n%#v", w.Wrong, s)
		}
		said := 0
		for _, text := range w.Lines {
			if strings.HasPrefix(text, "[dumb-init] Forwarded signal ") {
				said++
			}
		}
		if s.verbose && said != w.Sent {
			t.Fatalf("%d signals were sent, %d lines say so:\n%s%#v", w.Sent, said, strings.Join(w.Lines, ""), s)
		}
	})
}

// storms: neither do signals without end keep the init from reaping, nor children from forwarding, nor errors from
// both; and a process that takes over the process ID of the command is a stranger.
func storms(t *testing.T, run supervise) {
	type over struct{}
	storm := func(s settings, blow func(w *kernel.World, call int)) (w *kernel.World, lines *[]line, status, calls int) {
		w, lines = world(&script{settings: s, self: 1, processes: []character{{}}})
		w.Storm = func() {
			if calls++; calls > 3*batch {
				panic(over{})
			}
			blow(w, calls)
		}
		defer func() {
			if r := recover(); r != nil && r != (over{}) {
				t.Error(r)
			}
		}()
		command := pid(0)
		if s.pause {
			command = 0
		}
		status = int(run(1, command, w.Descriptor, parse(t, &s), false))
		return w, lines, status, calls
	}
	send := func(w *kernel.World, signal signals.Signal) { w.Send(kernel.SignalInfo{Number: signal, Killed: true}) }
	children := func(w *kernel.World, call int) {
		if call == 2 {
			send(w, signals.TERM)
		}
		child := int32(1000 + call)
		w.Add(&kernel.Process{PID: child, Parent: 1, Group: child})
		w.Exit(child, 0)
	}
	if _, _, _, calls := storm(settings{}, func(w *kernel.World, call int) {
		if call == 1 {
			w.Exit(pid(0), 0)
		}
		send(w, signals.HUP)
	}); calls > 2*batch {
		t.Error("signals keep the init from reaping")
	}
	if _, lines, _, _ := storm(settings{}, children); len(*lines) == 0 {
		t.Error("children keep the init from forwarding")
	}
	if _, _, _, calls := storm(settings{pause: true}, children); calls > 2*batch {
		t.Error("children keep the init from exiting")
	}
	// A second passes at each call, and KILL is due after a few of them.
	deadly := settings{kill: map[signals.Signal]int{signals.TERM: 1}}
	killed := func(lines []line) bool {
		return slices.ContainsFunc(lines, func(l line) bool { return l.signal == signals.KILL })
	}
	if _, lines, _, _ := storm(deadly, func(w *kernel.World, call int) {
		w.Tick(1000)
		children(w, call)
	}); !killed(*lines) {
		t.Error("children keep KILL from coming")
	}
	if _, lines, _, _ := storm(deadly, func(w *kernel.World, call int) {
		w.Tick(1000)
		if call == 1 {
			send(w, signals.TERM)
		}
		send(w, 40) // after TERM in the kernel's order
	}); !killed(*lines) {
		t.Error("signals keep KILL from coming")
	}
	if w, _, status, _ := storm(settings{}, func(w *kernel.World, call int) {
		w.Fail(unix.ENOSYS)
		if call == batch {
			w.Exit(pid(0), 3<<8)
		}
	}); status != 3 || w.Now() < 10*batch/4 {
		t.Errorf("with nothing but errors it exits with %d after %d ms", status, w.Now())
	}
	// When its time has come, children keep the init busy until the signal comes again, and is let go by that.
	if _, lines, _, _ := storm(settings{delay: map[signals.Signal]int{10: 1, 12: 100}}, func(w *kernel.World, call int) {
		switch {
		case call == 1:
			send(w, 10)
			send(w, 12)
		case 3 < call && call <= 3+batch:
			children(w, call)
		case call == 4+batch:
			send(w, 10)
		case call == 7+batch:
			w.Exit(pid(0), 0)
		}
	}); len(*lines) != 2 || (*lines)[0].process != wakeUp || (*lines)[1].signal != 10 {
		t.Errorf("of two that are held back, one let go as its time has come: %v", *lines)
	}
	daemon := pid(1)
	w, lines, status, _ := storm(settings{wait: true}, func(w *kernel.World, call int) {
		switch call {
		case 1:
			w.Add(&kernel.Process{PID: daemon, Parent: 1, Group: daemon})
			w.Exit(pid(0), 3<<8)
		case 10:
			w.Add(&kernel.Process{PID: pid(0), Parent: 1, Group: pid(0), Stranger: true})
			send(w, signals.TERM)
		case 20:
			w.Exit(pid(0), 4<<8)
		case 30:
			w.Exit(daemon, 0)
		}
		send(w, signals.CHLD)
	})
	if status != 3 || len(*lines) > 0 || len(w.Wrong) > 0 {
		t.Errorf("beside a stranger it exits with %d, sends %v, %q", status, *lines, w.Wrong)
	}
}
