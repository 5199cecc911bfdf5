package supervisor

import (
	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/kernel"
	"dumb-init.alt/internal/signals"
)

// event is what may happen to a supervisor.
type event uint8

const (
	signalReceived event = iota // source.info says which signal, and from whom
	childEnded                  // a child has been reaped: source.pid with source.status
	noneEnded                   // no other child has ended; if source.pid is -1, none is left
	timedOut                    // nothing has happened for as long as the time-out says
)

// batch is how many signals may be taken in a row before children are looked for, and how many
// children may be reaped in a row before signals are looked for.
const batch = 64

// source is where events come from: one system call waits for all of them, rt_sigtimedwait(2). Its
// time-out is that of the timers, and CHLD says that children have ended. So no epoll is needed,
// and nothing wakes up without need.
//
// CHLD pends once, however many children have ended. So after it, children are reaped until none
// has ended. And the kernel hands out other signals before CHLD: those with lower numbers, and SYS.
// So a storm of signals could keep children from being reaped, and a storm of ending children could
// keep signals from being taken. Neither happens, as the source takes them in turns.
//
// The zero value is a source that has looked for nothing yet.
type source struct {
	info   kernel.SignalInfo // of signalReceived
	pid    int32             // of childEnded and noneEnded
	status kernel.WaitStatus // of childEnded

	reaping bool // children may have ended

	// turn counts events in a row. While not reaping, they are signals. While reaping, they are
	// children up to batch, and then signals up to 2*batch.
	turn uint8
}

// next returns the next event. It sleeps only if there is none; after so many milliseconds it
// returns timedOut, unless they are negative.
func (src *source) next(milliseconds int32) event {
	for {
		if !src.reaping {
			if e, ok := src.wait(milliseconds); ok {
				return e
			}
			continue
		}
		if src.turn < batch {
			return src.reap()
		}
		if src.turn < 2*batch && src.poll() {
			return signalReceived
		}
		src.turn = 0
	}
}

// wait sleeps until there is a signal, or until the time is over. It reports whether there is an
// event: there is none if the wait was interrupted or refused.
func (src *source) wait(milliseconds int32) (e event, ok bool) {
	errno := kernel.WaitSignal(signals.Every, &src.info, milliseconds)
	if errno == 0 {
		src.turn++
		if src.info.Signal() == signals.CHLD || src.turn >= batch {
			src.startReaping()
		}
		return signalReceived, true
	}
	if errno == unix.EAGAIN && milliseconds >= 0 {
		return timedOut, true
	}
	// EINTR says that we were stopped and continued, frozen and thawed, or traced. The kernel gives
	// no other error, but a sandbox may refuse the call, and must not make us spin.
	if errno != unix.EINTR {
		kernel.Backoff()
	}
	// Look for children: a call that fails must not leave a zombie.
	src.startReaping()
	return 0, false
}

// startReaping has next reap children from now on.
func (src *source) startReaping() {
	src.reaping = true
	src.turn = 0
}

// reap takes the status of one child that has ended. If there is none, that ends the reaping.
func (src *source) reap() event {
	src.pid, src.status = kernel.Reap()
	src.turn++
	if src.pid > 0 {
		return childEnded
	}
	src.reaping = false
	src.turn = 0
	return noneEnded
}

// poll takes a signal if one is pending, and reports whether one was. It leaves CHLD, as children
// are being reaped anyway.
func (src *source) poll() (received bool) {
	src.turn++
	return kernel.WaitSignal(signals.Every.Without(signals.CHLD), &src.info, 0) == 0
}
