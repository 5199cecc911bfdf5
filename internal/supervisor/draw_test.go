package supervisor

import (
	"pgregory.net/rapid"

	"dumb-init.alt/internal/signals"
)

// Signals that only tests name.
const (
	sigUSR1   signals.Signal = 10
	sigPIPE   signals.Signal = 13
	firstReal signals.Signal = 32 // from here on they queue; the first two are the C library's
)

// few are the signals that scripts and rules are mostly about, so that they meet. TERM is there
// twice.
var few = []signals.Signal{
	signals.HUP,
	signals.INT,
	signals.QUIT,
	sigUSR1,
	sigPIPE,
	signals.TERM,
	signals.TERM,
	signals.CHLD,
	signals.CONT,
	signals.TSTP,
	signals.TTIN,
	signals.TTOU,
	34,
	40,
	64,
}

// someSignal draws any signal, mostly one of few.
var someSignal = rapid.OneOf(rapid.SampledFrom(few), rapid.SampledFrom(few), anySignal)

// received draws a signal that an option takes as the received one.
var received = someSignal.Filter(func(s signals.Signal) bool {
	caught := s != signals.KILL && s != signals.STOP && s != signals.CHLD
	return caught && s != firstReal && s != firstReal+1
})

// statuses draws an exit status.
var statuses = rapid.OneOf(
	rapid.SampledFrom([]int{0, 1, 3, 128 + int(signals.KILL), 128 + int(signals.TERM)}),
	rapid.IntRange(0, 255),
)

// rare draws true one time of five.
var rare = rapid.Map(rapid.IntRange(0, 4), func(n int) bool { return n == 4 })

var anyBehaviour = rapid.Custom(func(t *rapid.T) behaviour {
	fatal := rapid.SampledFrom([]signals.Signal{
		signals.HUP,
		signals.INT,
		sigUSR1,
		signals.TERM,
		signals.TERM,
		40,
	})
	return behaviour{
		fatal:  rapid.SliceOfN(fatal, 0, 3).Draw(t, "fatal"),
		slow:   rapid.IntRange(0, 3).Draw(t, "slow"),
		status: rapid.SampledFrom([]int{-1, 0, 3, 42}).Draw(t, "status"),
	}
})
