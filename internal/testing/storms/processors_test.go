package storms

import (
	"runtime"
	"testing"

	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/testing/kit"
)

// processors returns the numbers of the processors that the test may use.
func processors(t *testing.T) (numbers []int) {
	t.Helper()
	var mask unix.CPUSet
	kit.Try(t, unix.SchedGetaffinity(0, &mask))
	const bits = 64
	for number := range len(mask) * bits {
		if mask.IsSet(number) {
			numbers = append(numbers, number)
		}
	}
	return numbers
}

// pin moves a process to a processor.
func pin(t *testing.T, pid, processor int) {
	t.Helper()
	kit.Try(t, unix.SchedSetaffinity(pid, maskOf(processor)))
}

// pinned has a function start processes that stay on a processor.
func pinned(t *testing.T, processor int, start func()) {
	t.Helper()
	var before unix.CPUSet
	runtime.LockOSThread() // the thread's processors are what its children inherit
	defer runtime.UnlockOSThread()
	kit.Try(t, unix.SchedGetaffinity(0, &before))
	pin(t, 0, processor)
	defer unix.SchedSetaffinity(0, &before)
	start()
}

func maskOf(processor int) *unix.CPUSet {
	var mask unix.CPUSet
	mask.Set(processor)
	return &mask
}
