package blackbox

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/testing/kit"
)

// awaitAsleep waits until dumb-init sleeps in rt_sigtimedwait(2).
func awaitAsleep(t testing.TB, pid int) {
	t.Helper()
	kit.Eventually(t, "sleeping in rt_sigtimedwait", func() bool {
		return isIn(pid, unix.SYS_RT_SIGTIMEDWAIT)
	})
}

// isIn reports whether a process sleeps in one of these system calls, or a tracer has stopped it
// there. /proc/PID/syscall has a number only if the process has left the processor
// (task_current_syscall, lib/syscall.c).
func isIn(pid int, calls ...int) bool {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/syscall", pid))
	word, _, _ := strings.Cut(string(text), " ")
	number, err := strconv.Atoi(word)
	return err == nil && slices.Contains(calls, number)
}
