// Command dumb-init is an init for containers: it runs one command, forwards signals to it, reaps
// orphans, and exits with the command's status.
//
// It is freestanding: the program enters at rt0 (rt0_linux_*.s), which calls start. The Go runtime is
// linked but never started, so that nothing here may allocate, panic, or use a goroutine.
package main

import (
	"unsafe"

	"dumb-init/internal/kernel"
	"dumb-init/internal/options"
	"dumb-init/internal/process"
	"dumb-init/internal/stderr"
	"dumb-init/internal/supervisor"
	"dumb-init/internal/words"
)

// rt0 is the entry point of the program, in assembly. It blocks every signal and calls start.
func rt0()

// What rt0 needs: the set of signals to block, and a block of zeros in place of the runtime's g. Go code
// reads the limit of its stack there: 0, which is never reached. On amd64 it finds g through a pointer
// that lies before the address in the thread pointer. None of it is ever written.
var (
	everySignal     = kernel.All
	g               [64]uintptr
	threadPointer   = [2]*[64]uintptr{&g}
	noThreadPointer = "[dumb-init] Unable to set the thread pointer.\n"
)

// start is where Go begins. sp is the initial stack pointer, blocked what rt_sigprocmask(2) returned.
func start(sp unsafe.Pointer, blocked int) {
	if blocked != 0 {
		stderr.Log(true).Fail("block signals", kernel.Errno(-blocked))
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
	var complaint stderr.Line
	o, argv, ok := options.Parse(name, args, env, &complaint)
	switch {
	case !ok:
		complaint.End()
		return 1
	case o.Action == options.Help:
		kernel.Write(2, options.HelpText)
		return 0
	case o.Action == options.Version:
		kernel.Write(options.VersionFor(name))
		return 0
	}
	log, self := stderr.Log(o.Verbose), kernel.Getpid()
	log.Say("Running in debug mode", -1, "")
	if o.SingleChild {
		log.Say("Not running in setsid mode", -1, "")
	}
	child, failure := process.Spawn(&process.Command{
		Argv: argv, Env: env, Self: self, Session: !o.SingleChild, Log: log})
	if child == 0 {
		return failure
	}
	process.LetGo()
	state := supervisor.New(self, child, &o)
	return state.Run(log)
}

// main is for the compiler's sake: it runs when the program was linked without its entry point.
func main() {
	kernel.Write(2, "dumb-init: built without its entry point; build it with make, or with -ldflags='-E main.rt0'\n")
	kernel.Exit(1)
}
