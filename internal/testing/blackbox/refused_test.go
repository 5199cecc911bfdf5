package blackbox

import (
	"fmt"
	"os/exec"
	"runtime"
	"testing"

	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/testing/kit"
)

// refusing has system calls of an architecture fail (AUDIT_ARCH_*, seccomp(2)), by their numbers.
func refusing(cmd *exec.Cmd, arch uint, errno unix.Errno, calls ...int) *exec.Cmd {
	var changes []string
	for _, call := range calls {
		changes = append(changes, fmt.Sprintf("refuse=%d:%d:%d", arch, call, errno))
	}
	return launched(cmd, changes...)
}

// auditArch returns this machine's AUDIT_ARCH_*.
func auditArch(t *testing.T) uint {
	t.Helper()
	architectures := map[string]uint{
		"amd64":   unix.AUDIT_ARCH_X86_64,
		"arm64":   unix.AUDIT_ARCH_AARCH64,
		"ppc64le": unix.AUDIT_ARCH_PPC64LE,
		"riscv64": unix.AUDIT_ARCH_RISCV64,
		"s390x":   unix.AUDIT_ARCH_S390X,
	}
	arch, ok := architectures[runtime.GOARCH]
	if !ok {
		t.Fatalf("AUDIT_ARCH: got none for %s, want one in the table", runtime.GOARCH)
	}
	return arch
}

// Where no signal can be waited for, dumb-init says so, and runs no command.
func TestWaitForSignalsRefused(t *testing.T) {
	tests := []struct {
		errno  unix.Errno
		reason string
	}{
		{unix.ENOSYS, "errno=38 Function not implemented"},
		{unix.EPERM, "errno=1 Operation not permitted"},
	}
	const command = "echo the command runs"
	each(t, native, func(t *testing.T, r runner) {
		for _, test := range tests {
			want := "[dumb-init] Unable to wait for signals (" + test.reason + ").\n"
			for _, words := range [][]string{
				{"sh", "-c", command},
				{"-c", "sh", "-c", command},
				{"-w", "sh", "-c", command},
				{"-P"},
			} {
				cmd := refusing(
					r.command(words...), auditArch(t), test.errno, unix.SYS_RT_SIGTIMEDWAIT)
				stdout, stderr, status := kit.Outcome(t, cmd)
				if stdout != "" || stderr != want || status != 1 {
					t.Errorf("%q: got status %d, %q, %q, want status 1, nothing, %q",
						words, status, stdout, stderr, want)
				}
			}
		}
	})
}
