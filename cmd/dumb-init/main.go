// Command dumb-init is an init for containers. It is freestanding: the kernel enters at rt0
// (rt0_linux_*.s), which calls start. The Go runtime never starts, so nothing here may allocate,
// panic, start a goroutine or have a variable.
package main

import (
	"unsafe"

	"dumb-init.alt/internal/cstring"
	"dumb-init.alt/internal/kernel"
	"dumb-init.alt/internal/options"
	"dumb-init.alt/internal/process"
	"dumb-init.alt/internal/report"
	"dumb-init.alt/internal/supervisor"
)

// start is called by rt0. sp is the initial stack pointer. result is what rt_sigprocmask(2) has
// returned when rt0 blocked every signal: 0, or a negative error number.
func start(sp unsafe.Pointer, result int) {
	if !report.Check("block signals", kernel.Errno(-result)) {
		kernel.Exit(1)
	}
	args, env := cstring.Vectors(sp)
	kernel.Exit(run(args, env))
}

// run is the story: read the options, start the command, supervise it.
func run(args, env []*byte) (status uint8) {
	name := programName(args)
	self := kernel.Getpid()
	var o options.Options
	argv, ok := parse(&o, name, args, env, self == 1)
	if !ok {
		return 1
	}
	// Those options are obeyed now. An init that the command runs must not obey them again.
	env = cstring.Remove(env, options.Variable)
	if o.Flags.Has(options.Help | options.Version) {
		writeInformation(o.Flags, name)
		return 0
	}
	log := report.Log{Verbose: o.Flags.Has(options.Verbose)}
	sayVariables(o.Flags, &log)
	sayOrphans(self, o.Flags, &log)
	if !setSubreaperAndParentDeath(self, &o) || !process.AdoptChildren() {
		return 1
	}
	// A supervisor that cannot wait would have a command that nobody can stop.
	if !report.Check("wait for signals", kernel.CanWaitSignal()) {
		return 1
	}
	child := int32(0)
	command := ""
	if !o.Flags.Has(options.Pause) {
		// Not later: starting the command changes argv.
		command = process.Name(argv)
		child, ok = startCommand(&process.Command{
			Argv:    argv,
			Env:     env,
			Self:    self,
			Session: !o.Flags.Has(options.SingleChild),
			Log:     &log,
		})
		if !ok {
			return 1
		}
	}
	return supervise(self, child, command, &o, &log)
}

// programName returns the name by which the program was called. There may be no argument at all.
func programName(args []*byte) string {
	if len(args) == 0 {
		return "dumb-init"
	}
	return cstring.String(args[0])
}

// writeInformation writes the help or the version.
func writeInformation(flags options.Flags, name string) {
	if flags.Has(options.Help) {
		kernel.Write(kernel.Stderr, options.HelpText, report.ExitPatience)
		return
	}
	text, onStdout := options.VersionText(name)
	if onStdout {
		kernel.Write(kernel.Stdout, text, report.ExitPatience)
	} else {
		kernel.Write(kernel.Stderr, text, report.ExitPatience)
	}
}

// parse reads the options. If they are wrong, it says so.
//
// It is not inlined. Inlined, its line of output would stay on the stack as long as the command
// runs.
//
//go:noinline
func parse(
	o *options.Options, name string, args, env []*byte, pid1 bool,
) (argv []*byte, ok bool) {
	var complaint report.Line
	argv, ok = options.Parse(o, name, args, env, pid1, &complaint)
	if !ok {
		complaint.End()
	}
	return argv, ok
}

// sayVariables writes what the environment has asked for, as Yelp's dumb-init 1.2.5 does.
func sayVariables(flags options.Flags, log *report.Log) {
	if flags.Has(options.DebugVariable) {
		log.Debugf("Running in debug mode.")
	}
	if flags.Has(options.SetsidVariable) {
		log.Debugf("Not running in setsid mode.")
	}
}

// adopting are the options that have dumb-init adopt orphans even when it is not PID 1.
const adopting = options.Subreaper | options.Wait | options.Background

// sayOrphans says so if orphans are adopted by another process.
func sayOrphans(self int32, flags options.Flags, log *report.Log) {
	if self != 1 && !flags.Has(adopting) {
		log.Debugf("Not PID 1: orphaned processes go to another process; --subreaper adopts them.")
	}
}

// setSubreaperAndParentDeath sets up what dumb-init is to its descendants and to its parent. PID 1
// adopts orphans anyway.
func setSubreaperAndParentDeath(self int32, o *options.Options) (ok bool) {
	if o.Flags.Has(adopting) && self != 1 {
		if !report.Check("become a subreaper", kernel.SetChildSubreaper()) {
			return false
		}
	}
	if o.ParentDeath == 0 {
		return true
	}
	return report.Check("learn of the parent's death", kernel.SetParentDeathSignal(o.ParentDeath))
}

// startCommand starts the command, and returns its process ID. If that cannot be done, it says why.
func startCommand(command *process.Command) (child int32, ok bool) {
	process.Prepare(command)
	pid := spawn(command)
	if pid < 0 {
		report.Error("Unable to fork", kernel.Errno(-pid))
		return 0, false
	}
	command.Log.Debugf("Child spawned with PID %d.", int32(pid))
	return int32(pid), true
}

// supervise supervises the command, or with child 0 none, until it is over. It returns the status
// to exit with.
//
// It is not inlined. Inlined, its state would already lie on the stack while the child, which
// shares the stack, starts the command, and more of the stack would be touched.
//
//go:noinline
func supervise(
	self, child int32, command string, o *options.Options, log *report.Log,
) (status uint8) {
	// A supervisor must not keep what others wait for: a file system to unmount, the end of a pipe.
	// Only the standard streams stay open, as in 1.2.5.
	kernel.ChdirRoot()
	kernel.CloseFrom(kernel.FirstInherited)
	pidfd := int32(-1)
	if o.Flags.Has(options.Wait | options.Background) {
		pidfd = kernel.PidfdOpen(child)
	}
	state := supervisor.New(self, child, pidfd, command, o)
	return state.Run(log)
}

// main runs only if the program was linked without its entry point.
func main() {
	const text = "dumb-init: built without its entry point; " +
		"build it with make, or with -ldflags='-E main.rt0'\n"
	kernel.Write(kernel.Stderr, text, report.ExitPatience)
	kernel.Exit(1)
}
