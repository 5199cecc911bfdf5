package peers

import (
	"os/exec"
	"syscall"

	"dumb-init.alt/internal/testing/kit"
)

// environment is one that a container may have. All inits get the same, as the kernel puts it on
// the stack, where its size tells in the memory.
var environment = []string{
	"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
	"HOSTNAME=peers",
	"HOME=/root",
}

// contain makes a command PID 1 of a new PID namespace, with the environment of a container.
func contain(cmd *exec.Cmd) {
	kit.InNamespace(cmd)
	cmd.Env = environment
}

// permit lets a command make PID namespaces of its own, and gives it the environment of a
// container. An ordinary user needs a new user namespace for that.
func permit(cmd *exec.Cmd) {
	contain(cmd)
	cmd.SysProcAttr.Cloneflags &^= syscall.CLONE_NEWPID
}
