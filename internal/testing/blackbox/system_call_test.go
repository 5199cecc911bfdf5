package blackbox

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/testing/kit"
)

// awaitAsleep waits until dumb-init sleeps in rt_sigtimedwait(2). /proc/PID/syscall has a number
// only if the process has left the processor (task_current_syscall, lib/syscall.c).
func awaitAsleep(t testing.TB, pid int) {
	t.Helper()
	kit.Eventually(t, "sleeping in rt_sigtimedwait", func() bool {
		text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/syscall", pid))
		number, _, _ := strings.Cut(string(text), " ")
		return number == fmt.Sprint(unix.SYS_RT_SIGTIMEDWAIT)
	})
}
