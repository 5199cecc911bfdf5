package peers

import (
	"runtime"

	"golang.org/x/sys/unix"
)

// onProcessor calls start on a thread that is bound to one processor, and that has real-time
// priority if that is permitted. A process that start starts inherits both. The processor is given
// by a number, which counts round those that this process may use.
func onProcessor(number int, start func() error) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var before unix.CPUSet
	if err := unix.SchedGetaffinity(0, &before); err != nil {
		return err
	}
	var one unix.CPUSet
	one.Set(processor(&before, number))
	if err := unix.SchedSetaffinity(0, &one); err != nil {
		return err
	}
	defer unix.SchedSetaffinity(0, &before)
	restore := prioritise()
	defer restore()
	return start()
}

// prioritise gives the thread real-time priority if that is permitted, and returns how to take it
// away. It has three effects:
//
//   - Other work on the machine waits.
//   - Sessions do not matter. Otherwise each is a scheduling group (autogroup, sched(7)).
//   - Of orphans that end at once, all have ended when the init gets its turn. If it reaped some in
//     between, then the kernel would walk over those that live, each time.
func prioritise() (restore func()) {
	before, err := unix.SchedGetAttr(0, 0)
	if err != nil {
		return func() {}
	}
	realTime := &unix.SchedAttr{
		Size:     unix.SizeofSchedAttr,
		Policy:   unix.SCHED_FIFO,
		Priority: 1,
	}
	if err := unix.SchedSetAttr(0, realTime, 0); err != nil {
		return func() {}
	}
	return func() { unix.SchedSetAttr(0, before, 0) }
}

// processor returns one of the processors of a set, counting round.
func processor(set *unix.CPUSet, number int) int {
	left := number % set.Count()
	for cpu := 0; ; cpu++ {
		if !set.IsSet(cpu) {
			continue
		}
		if left == 0 {
			return cpu
		}
		left--
	}
}
