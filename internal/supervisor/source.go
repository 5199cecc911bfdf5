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
// has ended. And it is not the first in the kernel's order: signals with lower numbers come before
// it. So a storm of signals could keep children from being reaped, and a storm of ending children
// could keep signals from being taken. Neither happens, as the source takes them in turns.
//
// The zero value is a source that has looked for nothing yet.
type source struct {
	info   kernel.SignalInfo // of signalReceived
	pid    int32             // of childEnded and noneEnded
	status kernel.WaitStatus // of childEnded

	reaping bool  // children may have ended
	turn    uint8 // how many events there were since reaping has changed, modulo a turn of both
}

// next returns the next event. It sleeps only if there is none; after so many milliseconds it
// returns timedOut, unless they are negative.
func (q *source) next(milliseconds int32) event {
	for {
		switch {
		case !q.reaping:
			if event, happened := q.wait(milliseconds); happened {
				return event
			}
		case q.turn < batch:
			return q.reap()
		case q.turn < 2*batch && q.poll():
			return signalReceived
		default:
			q.turn = 0
		}
	}
}

// wait sleeps until there is a signal, or until the time is over. It reports whether there is an
// event.
func (q *source) wait(milliseconds int32) (happened event, ok bool) {
	errno := kernel.WaitSignal(kernel.EverySignal, &q.info, milliseconds)
	if errno == 0 {
		q.turn++
		if q.info.Signal() == signals.CHLD || q.turn >= batch {
			q.startReaping()
		}
		return signalReceived, true
	}
	// Whatever it was, look for children: a call that fails must not leave a zombie.
	q.startReaping()
	switch {
	case errno == unix.EAGAIN && milliseconds >= 0:
		return timedOut, true
	case errno == unix.EINTR:
		// We were stopped and continued, or traced.
	default:
		// The kernel has no such error. A sandbox may refuse the call, and must not make us spin.
		kernel.Backoff()
	}
	return 0, false
}

// startReaping has next reap children from now on.
func (q *source) startReaping() {
	q.reaping = true
	q.turn = 0
}

// reap takes the status of one child that has ended. If there is none, that ends the reaping.
func (q *source) reap() event {
	q.pid, q.status = kernel.Reap()
	q.turn++
	if q.pid > 0 {
		return childEnded
	}
	q.reaping = false
	q.turn = 0
	return noneEnded
}

// poll takes a signal if one is pending, and reports whether one was. It leaves CHLD, as children
// are being reaped anyway.
func (q *source) poll() (received bool) {
	q.turn++
	return kernel.WaitSignal(kernel.EveryButCHLD, &q.info, 0) == 0
}
