package faults

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
)

// fault is a system call that fails in a scene: at each of the moments, with each of the errnos.
type fault struct {
	scene   *scene
	call    string
	moments string // strace's when=: "2" is the second call, "2+" the second and all later ones
	only    string // errnos to try; if there are none: those documented for the call
	except  string // errnos that are left out
	arch    string // the only architecture (GOARCH) on which the init makes the call
	want    want
}

// faults is in the order in which the init makes the calls. exit_group is not here: it cannot fail.
var faults = []fault{
	// The init, before it starts the command.
	{scene: plain, call: "rt_sigprocmask", moments: "1 1+", want: refuse},
	{scene: plain, call: "arch_prctl", moments: "1 1+", arch: "amd64", want: refuse},
	{scene: plain, call: "getpid", moments: "1 1+", want: carryOn},
	{scene: plain, call: "rt_sigaction", moments: "1 1+", want: refuse},
	{scene: plain, call: "ioctl", moments: "1 1+", want: carryOn},
	{scene: terminal, call: "getsid", moments: "1 1+", want: carryOn},
	{scene: plain, call: "clone", moments: "1 1+", want: refuse},

	// The child, before it becomes the command.
	{scene: quietChild, call: "setsid", moments: "1 1+", want: refuse},
	{scene: child, call: "ioctl", moments: "1 1+", want: carryOn},
	{scene: child, call: "getpid", moments: "1", want: carryOn},
	{scene: child, call: "rt_sigaction", moments: "2 17 64", want: carryOn},
	{scene: quietChild, call: "rt_sigprocmask", moments: "1", want: refuse},

	// The child becomes the command. ENOEXEC at the first execve is answered by the shell.
	{scene: script, call: "execve", moments: "1 1+", want: refuse126},
	{scene: script, call: "execve", moments: "1 1+", only: "ENOENT", want: refuse127},
	{scene: script, call: "execve", moments: "1", only: "ENOEXEC", want: carryOn},
	{scene: script, call: "execve", moments: "1+", only: "ENOEXEC", want: refuse126},
	{scene: search, call: "execve", moments: "1", only: "ENOENT " + searchOn, want: carryOn},
	{scene: search, call: "execve", moments: "1+", only: "ENOEXEC " + searchOn, want: refuse126},
	{scene: search, call: "execve", moments: "1+", only: "ENOENT", want: refuse127},
	{scene: search, call: "execve", moments: "1 1+", except: searchOn, want: refuse126},

	// The init lets go of what the command has inherited.
	{scene: plain, call: "chdir", moments: "1 1+", want: carryOn},
	{scene: fewFiles, call: "close_range", moments: "1 1+", want: carryOn},
	{scene: oldLinux, call: "prlimit64", moments: "1 1+", want: carryOn},
	{scene: oldLinuxFewFiles, call: "close", moments: "1 2 61 1+", want: carryOn},

	// Both write lines.
	{scene: verbose, call: "fcntl", moments: "1 2 3 4 5 6 1+", want: carryOn},
	{scene: verbose, call: "ppoll", moments: "1 2 3 4 5 6 1+", want: carryOn},
	{scene: verbose, call: "pwritev2", moments: "1 2 3 4 5 6 1+", want: carryOn},
	{scene: child, call: "fcntl", moments: "1 2 1+", want: carryOn},
	{scene: child, call: "ppoll", moments: "1 2 1+", want: carryOn},
	{scene: child, call: "pwritev2", moments: "1 2 1+", want: carryOn},
	{scene: oldPipe, call: "fcntl", moments: "1 2 1+", want: carryOn},
	{scene: oldPipe, call: "openat", moments: "1 2 1+", want: carryOn},
	{scene: oldPipe, call: "write", moments: "1 2 1+", want: carryOn},
	{scene: oldPipe, call: "close", moments: "1 2 1+", want: carryOn},
	{scene: oldPipeNoProc, call: "ppoll", moments: "1 2 1+", want: carryOn},
	{scene: oldPipeNoProc, call: "write", moments: "1 2 1+", want: carryOn},
	{scene: unknownStream, call: "ioctl", moments: "2 3 2+", want: carryOn},
	{scene: unknownStream, call: "getsockopt", moments: "1 2 1+", want: carryOn},
	{scene: unknownStream, call: "write", moments: "1 2 1+", want: carryOn},

	// The init waits for signals. Before it starts the command, it tries whether it can.
	{scene: plain, call: "rt_sigtimedwait", moments: "1 1+", except: "EAGAIN EINTR", want: refuse},
	{scene: plain, call: "rt_sigtimedwait", moments: "1 1+", only: "EAGAIN EINTR", want: carryOn},
	{scene: plain, call: "rt_sigtimedwait", moments: "2 2+", want: carryOn},
	{scene: forwarding, call: "rt_sigtimedwait", moments: "2 3 4", want: carryOn},
	{scene: forwarding, call: "rt_sigtimedwait", moments: "2+ 3+", want: loseSignal},
	{scene: waitFails, call: "nanosleep", moments: "1 1+", want: carryOn},

	// The init forwards signals.
	{scene: forwarding, call: "kill", moments: "1 2 3", want: carryOn},
	{scene: forwarding, call: "kill", moments: "1+", want: loseSignal},
	{scene: single, call: "kill", moments: "1", want: carryOn},
	{scene: single, call: "kill", moments: "1+", want: loseSignal},
	{scene: queued, call: "rt_sigqueueinfo", moments: "1 1+", want: carryOn},
	{scene: queueFull, call: "kill", moments: "1", want: carryOn},
	{scene: queueFull, call: "kill", moments: "1+", want: loseSignal},
	{scene: stopping, call: "kill", moments: "1 2", want: carryOn},
	{scene: stopping, call: "rt_sigpending", moments: "1 1+", want: carryOn},

	// The init reaps.
	{scene: plain, call: "wait4", moments: "1 2 1+ 2+", want: carryOn},
	{scene: forwarding, call: "wait4", moments: "1 2 1+ 2+", want: carryOn},
	{scene: reaping, call: "wait4", moments: "1 2 3 4 5 6 7 1+", want: carryOn},
	{scene: waitidReaping, call: "waitid", moments: "1 3", want: carryOn},
	{scene: reaping, call: "kill", moments: "1", want: carryOn},
	{scene: reaping, call: "rt_sigtimedwait", moments: "2 3 4 5", want: carryOn},
	{scene: reaping, call: "rt_sigtimedwait", moments: "2+", want: loseSignal},

	// Options. A sandbox that forbids getppid forbids it every time.
	{scene: adopting, call: "prctl", moments: "1 1+", want: refuse},
	{scene: parentDeath, call: "getppid", moments: "1+", want: carryOn},
	{scene: parentDeath, call: "prctl", moments: "1 1+", want: refuse},
	{scene: waiting, call: "prctl", moments: "1 1+", want: refuse},
	{scene: waiting, call: "pidfd_open", moments: "1 1+", want: carryOn},
	{scene: waiting, call: "pidfd_send_signal", moments: "1 1+", want: carryOn},
	{scene: groupByNumber, call: "kill", moments: "2 3 2+", want: carryOn},
	{scene: delayed, call: "clock_gettime", moments: "1 2 1+", want: carryOn},
}

// searchOn are errnos of execve after which the next directory of PATH is tried. Another is ENOENT.
const searchOn = "EACCES ENOTDIR ESTALE ENODEV ETIMEDOUT"

// documented are the errnos in the ERRORS of each call's manual page. EPERM and ENOSYS are tried
// for every call, as sandboxes return them.
var documented = map[string]string{
	"arch_prctl":        "EFAULT EINVAL",
	"chdir":             "EACCES EFAULT EIO ELOOP ENAMETOOLONG ENOENT ENOMEM ENOTDIR",
	"clock_gettime":     "EFAULT EINVAL",
	"clone":             "EACCES EAGAIN EBUSY EINVAL ENOMEM ENOSPC EOPNOTSUPP EUSERS",
	"close":             "EBADF EDQUOT EINTR EIO ENOSPC",
	"close_range":       "EINVAL EMFILE ENOMEM",
	"execve":            execveErrnos,
	"fcntl":             "EBADF EFAULT EINVAL",
	"getpid":            "",
	"getppid":           "",
	"getsid":            "ESRCH",
	"getsockopt":        "EBADF EFAULT EINVAL ENOPROTOOPT ENOTSOCK",
	"ioctl":             "EBADF EFAULT EINVAL EIO ENOTTY",
	"kill":              "EINVAL ESRCH",
	"nanosleep":         "EFAULT EINTR EINVAL",
	"openat":            "EACCES EINTR ELOOP EMFILE ENFILE ENOENT ENOMEM ENXIO",
	"pidfd_open":        "EINVAL EMFILE ENFILE ENODEV ENOMEM ESRCH",
	"pidfd_send_signal": "EBADF EINVAL ESRCH",
	"ppoll":             "EFAULT EINTR EINVAL ENOMEM",
	"prctl":             "EINVAL",
	"prlimit64":         "EFAULT EINVAL ESRCH",
	"pwritev2":          "EOPNOTSUPP " + writeErrnos,
	"rt_sigaction":      "EFAULT EINVAL",
	"rt_sigpending":     "EFAULT",
	"rt_sigprocmask":    "EFAULT EINVAL",
	"rt_sigqueueinfo":   "EAGAIN EINVAL ESRCH",
	"rt_sigtimedwait":   "EAGAIN EFAULT EINTR EINVAL",
	"setsid":            "",
	"wait4":             "EAGAIN ECHILD EINTR EINVAL ESRCH",
	"waitid":            "EAGAIN ECHILD EINTR EINVAL ESRCH",
	"write":             writeErrnos,
}

// Long lists of errnos. execve's is without ENOENT and ENOEXEC, which have rows of their own.
const (
	execveErrnos = "E2BIG EACCES EAGAIN EFAULT EINVAL EIO EISDIR ELIBBAD ELOOP EMFILE " +
		"ENAMETOOLONG ENFILE ENOMEM ENOTDIR ETXTBSY"
	writeErrnos = "EAGAIN EBADF EDESTADDRREQ EDQUOT EFAULT EFBIG EINTR EINVAL EIO ENOSPC EPIPE"
)

// errnos returns the errnos to try.
func (f *fault) errnos() []string {
	if f.only != "" {
		return strings.Fields(f.only)
	}
	list, known := documented[f.call]
	if !known {
		panic("documented has no row for " + f.call)
	}
	except := strings.Fields(f.except)
	all := append(strings.Fields(list), "EPERM", "ENOSYS")
	return slices.DeleteFunc(all, func(errno string) bool { return slices.Contains(except, errno) })
}

// injection is one fault at one moment with one errno.
type injection struct {
	name   string // of its test
	strace string // for strace's inject=
}

// injections returns all that is to be tried of a fault on this architecture.
func (f *fault) injections() (all []injection) {
	if f.arch != "" && f.arch != runtime.GOARCH {
		return nil
	}
	for _, moment := range strings.Fields(f.moments) {
		for _, errno := range f.errnos() {
			all = append(all, injection{
				name:   fmt.Sprintf("%s/%s/%s/%s", f.scene.name, f.call, moment, errno),
				strace: fmt.Sprintf("%s:error=%s:when=%s", f.call, errno, moment),
			})
		}
	}
	return all
}
