//go:build simulated

package supervisor

import (
	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/kernel" // the simulated one
	"dumb-init.alt/internal/options"
	"dumb-init.alt/internal/report"
	"dumb-init.alt/internal/signals"
)

// A simulation is a script in a simulated world, and what is seen of the init there.
type simulation struct {
	*kernel.World
	script  *script
	effects []effect
}

// pid returns the process ID of a process of a script. The process group that it leads has the same
// number.
func pid(process int) int32 { return int32(100 + process) }

// simulate makes the world of a script.
func simulate(s *script) *simulation {
	m := &simulation{
		World: &kernel.World{
			Self:          int32(s.self),
			Pidfd:         -1,
			Adopts:        s.adopts(),
			YoungestFirst: s.youngestFirst,
			BrokenStderr:  s.self == 1,
		},
		script: s,
	}
	if s.wait || s.background {
		m.Pidfd = 5
	}
	m.Received = func(at uint64, receiver int32, signal signals.Signal, value int) {
		process := int(receiver - pid(0))
		if receiver == m.Self {
			process = itself
		}
		m.effects = append(m.effects, effect{at, process, signal, value})
	}
	m.WokenByTimer = func(at uint64) {
		m.effects = append(m.effects, effect{at: at, process: wakeUp})
	}
	if !s.pause {
		m.add(0, m.Self, pid(0))
	}
	for _, step := range s.steps {
		m.At(step.at, func() { m.happen(&step) })
	}
	return m
}

// add adds a process of the script.
func (m *simulation) add(process int, parent, group int32) {
	m.Add(&kernel.Process{
		PID:    pid(process),
		Parent: parent,
		Group:  group,
		React: func(now uint64, signal signals.Signal) (at uint64, status kernel.WaitStatus) {
			at, code := m.script.reaction(process, signal, now)
			return at, kernel.WaitStatus(code)
		},
	})
}

// happen lets a step of the script happen.
func (m *simulation) happen(s *step) {
	for _, sent := range s.signals {
		info := kernel.SignalInfo{
			Number: sent.signal,
			Sender: 7,
			Killed: !sent.queued && !sent.typed,
			Typed:  sent.typed,
			Queued: sent.queued,
			Value:  sent.value,
		}
		if sent.fromSelf {
			info.Sender = m.Self
		}
		m.Send(info)
	}
	for _, process := range s.exit {
		m.Exit(pid(process), kernel.WaitStatus(s.status))
	}
	if s.errno != 0 {
		m.Fail(s.errno)
	}
	if s.fork != nil {
		m.fork(s.fork)
	}
}

// fork has a process begin. Nothing happens if its parent is not there.
func (m *simulation) fork(f *fork) {
	if f.by == fromElsewhere && m.Adopts {
		m.add(f.process, m.Self, pid(f.process))
		return
	}
	by := m.Find(pid(f.by))
	if by == nil {
		return
	}
	parent := by.PID
	if f.orphan {
		parent = 0
		if m.Adopts {
			parent = m.Self
		}
	}
	group := by.Group
	if f.session {
		group = pid(f.process)
	}
	m.add(f.process, parent, group)
}

// A supervise is New and Run: those of this package, or those of a copy that has a bug.
type supervise func(self, child, pidfd int32, o *options.Options, log *report.Log) uint8

// ours is New and Run of this package.
func ours(self, child, pidfd int32, o *options.Options, log *report.Log) uint8 {
	state := New(self, child, pidfd, "command", o)
	return state.Run(log)
}

// run has an init supervise in this world until it exits.
func (m *simulation) run(t interface{ Fatal(...any) }, run supervise) (status int) {
	m.Use()
	command := pid(0)
	if m.script.pause {
		command = 0
	}
	o := parse(t, &m.script.settings)
	return int(run(m.Self, command, m.Pidfd, o, &report.Log{Verbose: m.script.verbose}))
}

// parse has the options read as from a command line.
func parse(t interface{ Fatal(...any) }, s *settings) *options.Options {
	args := append([]string{"dumb-init"}, s.args(inPeriods)...)
	if !s.pause {
		args = append(args, "command")
	}
	var argv []*byte
	for _, arg := range args {
		word, err := unix.BytePtrFromString(arg)
		if err != nil {
			t.Fatal(err)
		}
		argv = append(argv, word)
	}
	var complaint report.Line
	var o options.Options
	if _, ok := options.Parse(&o, "dumb-init", argv, nil, true, &complaint); !ok {
		t.Fatal(unix.BytePtrToString(complaint.CString()))
	}
	return &o
}
