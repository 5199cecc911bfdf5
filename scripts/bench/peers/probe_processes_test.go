package peers

import (
	"slices"
	"syscall"

	"dumb-init.alt/internal/testing/kit"
	"dumb-init.alt/internal/testing/proc"
)

// kills finds out whether KILL follows TERM, which the command survives. Without an option it looks
// whether the command still answers. With one it waits for the end. If the machine stalls, KILL may
// come before the command has printed TERM, so that this is tried again.
func kills(b *box) string {
	if len(b.options) == 0 {
		b.start("count")
		b.kill(syscall.SIGTERM)
		return answer(!slices.Contains(b.counted(), "15 0"))
	}
	status := 0
	kit.Eventually(b.t, "TERM in the output before KILL", func() bool {
		b.start("count")
		b.kill(syscall.SIGTERM)
		printed := b.line()
		status = b.Status()
		return printed == "15 0"
	})
	return answer(status == 128+9)
}

// waits finds out whether the init forwards signals after its command's end, to a child that is
// left.
func waits(b *box) string {
	b.run(feature, "leave")
	return answer(b.line() == "ready" && b.line() == "done")
}

// background finds out whether the init serves a child that the command leaves behind when it ends
// with status 0, without a signal that tells the child to end.
func background(b *box) string {
	b.run(feature, "background")
	return answer(b.line() == "ready" && b.line() == "done")
}

// mapsStatus finds out whether status 0 stands for 7.
func mapsStatus(b *box) string {
	b.run("/bin/sh", "-c", "exit 7")
	return answer(b.Status() == 0)
}

// notFound finds out whether the status is that of a shell for a command that does not exist.
func notFound(b *box) string {
	b.run("/nothing/here")
	return answer(b.Status() == 127)
}

// adopts finds out whether an init that is not PID 1 becomes the parent of an orphan.
func adopts(b *box) string {
	b.under("orphan")
	return answer(b.line() == "adopted")
}

// dies finds out whether the command gets TERM when the init's parent dies.
func dies(b *box) string {
	b.under("count")
	parent := proc.Children(b.PID)[0].PID
	init := proc.Children(parent)[0].PID
	b.Stdin.Close()
	// The kernel sends the signal before the parent is a zombie (exit_notify, kernel/exit.c).
	kit.Eventually(b.t, "the end of the init's parent", func() bool {
		process, found := proc.Inspect(parent)
		return found && process.State == "Z"
	})
	kit.Try(b.t, syscall.Kill(init, fence))
	return answer(b.line() == "15 0")
}

// pauses finds out whether the init runs without a command until INT.
func pauses(b *box) string {
	b.run()
	kit.Eventually(b.t, "the end after INT", func() bool {
		select {
		case <-b.Ended:
			return true
		default:
			b.kill(syscall.SIGINT) // again, as the init may not have been ready
			return false
		}
	})
	return answer(b.Status() == 0)
}

// activates finds out whether LISTEN_PID, which is 1 at first, becomes the command's process ID.
func activates(b *box) string {
	b.start("listen")
	return answer(b.line() == "mine")
}
