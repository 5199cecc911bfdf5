// Command dumb-init is an init for containers. It is freestanding: it enters at rt0 (rt0_linux_*.s), which calls start,
// and the Go runtime never starts, so that nothing here may allocate, panic, or use a goroutine.
package main

import (
	"unsafe"

	"dumb-init.alt/internal/kernel"
	"dumb-init.alt/internal/options"
	"dumb-init.alt/internal/process"
	"dumb-init.alt/internal/stderr"
	"dumb-init.alt/internal/supervisor"
	"dumb-init.alt/internal/words"
)

// rt0 is the entry point (see words.Stack for where the stack pointer is then). It blocks every signal, and calls start.
func rt0()

// vfork makes a child process, in which it returns 0, or a negative error number (clone(2), with CLONE_VFORK and CLONE_VM).
// Until the child has called execve or exited the parent sleeps, as both are on one stack.
func vfork() (pid int)

// What rt0 needs: the set of signals to block, and zeros for the runtime's g, where Go code reads its stack's limit: 0 is
// never reached. A pointer to g lies before the address in the thread pointer (amd64), in the thread's segment (386).
var (
	everySignal     = kernel.All
	g               [64]uintptr
	threadPointer   = [2]*[64]uintptr{&g}
	segment         = &threadPointer[1]
	noThreadPointer = "[dumb-init] Unable to set the thread pointer.\n"
)

// start is called by rt0: sp is the initial stack pointer, blocked what rt_sigprocmask(2) returned.
func start(sp unsafe.Pointer, blocked int) {
	if stderr.Failed("block signals", kernel.Errno(-blocked)) {
		kernel.Exit(1)
	}
	args, env := words.Stack(sp)
	kernel.Exit(run(args, env))
}

// run is the story: read the options, start the command, supervise it.
func run(args, env []*byte) (status uint8) {
	name := "dumb-init"
	if len(args) > 0 {
		name = words.String(args[0])
	}
	self := kernel.Getpid()
	var o options.Options
	argv, ok := parse(&o, name, args, env, self == 1)
	switch {
	case !ok:
		return 1
	case o.Flags.Has(options.Help):
		kernel.Write(2, options.HelpText)
		return 0
	case o.Flags.Has(options.Version):
		kernel.Write(options.VersionFor(name))
		return 0
	}
	log := stderr.Log(o.Flags.Has(options.Verbose))
	stderr.Log(o.Flags.Has(options.DebugVariable)).Say("Running in debug mode.")
	(log && stderr.Log(o.Flags.Has(options.SetsidVariable))).Say("Not running in setsid mode.")
	if !process.Relate(o.Flags.Has(options.Subreaper|options.Wait) && self != 1, o.ParentDeath) {
		return 1
	}
	child, descriptor := 0, int32(-1)
	if !o.Flags.Has(options.Pause) {
		command := process.Command{Argv: argv, Env: env, Self: self, Session: !o.Flags.Has(options.SingleChild), Log: log}
		if !process.Prepare(&command) {
			return 1
		}
		if child = spawn(&command); child < 0 {
			stderr.Report("Unable to fork", kernel.Errno(-child))
			return 1
		}
		log.Say("Child spawned with PID %.", int32(child))
	}
	// Keep from nobody what a supervisor does not need: a filesystem to unmount, the end of a pipe.
	kernel.ChdirRoot()
	kernel.CloseFrom(3)
	if o.Flags.Has(options.Wait) {
		descriptor = kernel.OpenProcess(int32(child))
	}
	state := supervisor.New(self, int32(child), descriptor, &o)
	return state.Run(log)
}

//go:noinline // or the child could write over what the parent still needs in the frame
func spawn(command *process.Command) (pid int) {
	if pid = vfork(); pid == 0 {
		kernel.Exit(process.Become(command))
	}
	return pid
}

//go:noinline // or the line would stay on the stack as long as the command runs
func parse(o *options.Options, name string, args, env []*byte, pid1 bool) (argv []*byte, ok bool) {
	var complaint stderr.Line
	if argv, ok = options.Parse(o, name, args, env, pid1, &complaint); !ok {
		complaint.End()
	}
	return argv, ok
}

func main() { // runs when the program was linked without its entry point
	kernel.Write(2, "dumb-init: built without its entry point; build it with make, or with -ldflags='-E main.rt0'\n")
	kernel.Exit(1)
}
