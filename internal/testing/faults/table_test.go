package faults

import "strings"

// scene is a way of running the init that takes it through certain system calls.
type scene struct {
	name     string
	options  []string // of the init
	follow   bool     // faults meet the child as well, until and after it is the command
	prelude  bool     // through testdata/prelude.c
	standing []string // faults that are always there, to bring the init to a fallback
	command  []string // words for testdata/probe.c, or nothing
	script   string   // "file": the command is a script; "search": one to be found in PATH
}

var (
	plain    = &scene{name: "plain"}
	verbose  = &scene{name: "verbose", options: []string{"-v"}}
	terminal = &scene{name: "on a terminal", options: []string{"-v"}, standing: []string{"ioctl:retval=0:when=1"}}
	quiet    = &scene{name: "in the child, quiet", follow: true, prelude: true}
	child    = &scene{name: "in the child", options: []string{"-v"}, follow: true, prelude: true}
	script   = &scene{name: "a script", follow: true, script: "file"}
	search   = &scene{name: "a search of PATH", follow: true, script: "search"}
	oldLinux = &scene{name: "no close_range", follow: true, standing: []string{"close_range:error=ENOSYS"}}
	limited  = &scene{name: "few files", prelude: true}
	fewFiles = &scene{name: "no close_range, few files", prelude: true, standing: []string{"close_range:error=ENOSYS"}}
	deaf     = &scene{name: "no rt_sigtimedwait, once", standing: []string{"rt_sigtimedwait:error=EINVAL:when=1"}}
	noWait4  = &scene{name: "no wait4, orphans", prelude: true, standing: []string{"wait4:error=ENOSYS"}, command: []string{"orphans", "15"}}
	orphans  = &scene{name: "orphans and TERM", prelude: true, command: []string{"orphans", "15", "orphans"}}
	passing  = &scene{name: "TERM and RTMIN", command: []string{"15", "34"}}
	single   = &scene{name: "TERM to the child alone", options: []string{"-c"}, command: []string{"15"}}
	queue    = &scene{name: "RTMIN with a value", options: []string{"-c"}, command: []string{"queue", "34"}}
	noQueue  = &scene{name: "no rt_sigqueueinfo", options: []string{"-c"}, standing: []string{"rt_sigqueueinfo:error=EAGAIN"}, command: []string{"queue", "34"}}
	stopping = &scene{name: "TSTP and CONT", options: []string{"-c"}, command: []string{"20", "18"}}
	adopting = &scene{name: "a subreaper", options: []string{"-s"}, command: []string{"orphans"}}
	parent   = &scene{name: "a parent's death", options: []string{"-p", "HUP"}}
	waiting  = &scene{name: "waiting for all", options: []string{"-w"}, command: []string{"15", "orphans"}}
	numbers  = &scene{name: "no groups by descriptor", options: []string{"-w"}, standing: []string{"pidfd_send_signal:error=EINVAL"}, command: []string{"15"}}
	delayed  = &scene{name: "TERM after a time", options: []string{"-d", "TERM:10ms", "-k", "1h"}, command: []string{"15"}}
)

var scenes = []*scene{
	plain, verbose, terminal, quiet, child, script, search, oldLinux, limited, fewFiles, deaf, noWait4, orphans,
	passing, single, queue, noQueue, stopping, adopting, parent, waiting, numbers, delayed,
}

// fault is a system call that fails, in a scene. Each moment is tried with each errno.
type fault struct {
	scene   *scene
	call    string
	moments string // strace's when=: "2" is the second call, "2+" that and all later ones
	errnos  string // of the manual page's ERRORS; EPERM and ENOSYS, which sandboxes return, are added
	want    want
}

// want is the one acceptable outcome.
type want int

const (
	carryOn want = iota // the command runs to its end and its exit status arrives
	lose                // likewise, but for a signal that nothing could have forwarded
	refuse              // exit 1 with a message, before the command runs
	refuse126
	refuse127
)

// In the order in which the init makes the calls. exit_group cannot fail.
var faults = []fault{
	{plain, "rt_sigprocmask", "1 1+", "EFAULT EINVAL", refuse},
	{plain, "arch_prctl", "1 1+", "EFAULT EINVAL", refuse}, // amd64 alone
	{plain, "getpid", "1 1+", "", carryOn},
	{plain, "rt_sigaction", "1 1+", "EFAULT EINVAL", refuse},
	{plain, "ioctl", "1 1+", "EBADF EFAULT EINVAL EIO ENOTTY", carryOn},
	{terminal, "getsid", "1 1+", "ESRCH", carryOn},
	{plain, "clone", "1 1+", "EACCES EAGAIN EBUSY EINVAL ENOMEM ENOSPC EOPNOTSUPP EUSERS", refuse},

	{quiet, "setsid", "1 1+", "", refuse},
	{child, "ioctl", "1 1+", "EBADF EFAULT EINVAL EIO ENOTTY", carryOn},
	{child, "getpid", "1", "", carryOn},
	{child, "rt_sigaction", "2 17 64", "EFAULT EINVAL", carryOn},
	{quiet, "rt_sigprocmask", "1", "EFAULT EINVAL", refuse},
	{script, "execve", "1 1+", "E2BIG EACCES EAGAIN EFAULT EINVAL EIO EISDIR ELIBBAD ELOOP EMFILE ENAMETOOLONG " +
		"ENFILE ENOMEM ENOTDIR ETXTBSY", refuse126},
	{script, "execve", "1 1+", "=ENOENT", refuse127},
	{script, "execve", "1", "=ENOEXEC", carryOn}, // the shell runs it
	{script, "execve", "1+", "=ENOEXEC", refuse126},
	{search, "execve", "1", "=ENOENT ENOTDIR EACCES ESTALE ENODEV ETIMEDOUT", carryOn},
	{search, "execve", "1+", "=EACCES ENOTDIR ESTALE ENODEV ETIMEDOUT ENOEXEC", refuse126},
	{search, "execve", "1+", "=ENOENT", refuse127},
	{search, "execve", "1 1+", "E2BIG EAGAIN EFAULT EINVAL EIO EISDIR ELIBBAD ELOOP EMFILE ENAMETOOLONG ENFILE " +
		"ENOMEM ETXTBSY", refuse126},

	{plain, "chdir", "1 1+", "EACCES EFAULT EIO ELOOP ENAMETOOLONG ENOENT ENOMEM ENOTDIR", carryOn},
	{limited, "close_range", "1 1+", "EINVAL EMFILE ENOMEM", carryOn},
	{oldLinux, "prlimit64", "1 1+", "EFAULT EINVAL ESRCH", carryOn},
	{fewFiles, "close", "1 2 61 1+", "EBADF EDQUOT EINTR EIO ENOSPC", carryOn},

	{verbose, "ppoll", "1 2 3 4 5 6 1+", "EFAULT EINTR EINVAL ENOMEM", carryOn},
	{verbose, "write", "1 2 3 4 5 6 1+", "EAGAIN EBADF EDESTADDRREQ EDQUOT EFAULT EFBIG EINTR EINVAL EIO ENOSPC EPIPE", carryOn},
	{child, "ppoll", "1 2 1+", "EFAULT EINTR EINVAL ENOMEM", carryOn},
	{child, "write", "1 2 1+", "EAGAIN EBADF EDESTADDRREQ EDQUOT EFAULT EFBIG EINTR EINVAL EIO ENOSPC EPIPE", carryOn},

	{plain, "rt_sigtimedwait", "1 1+", "EAGAIN EFAULT EINTR EINVAL", carryOn},
	{passing, "rt_sigtimedwait", "1 2 3", "EAGAIN EFAULT EINTR EINVAL", carryOn},
	{passing, "rt_sigtimedwait", "1+ 2+", "EAGAIN EFAULT EINTR EINVAL", lose},
	{deaf, "nanosleep", "1 1+", "EFAULT EINTR EINVAL", carryOn},

	{passing, "kill", "1 2 3", "EINVAL ESRCH", carryOn},
	{passing, "kill", "1+", "EINVAL ESRCH", lose},
	{single, "kill", "1", "EINVAL ESRCH", carryOn},
	{single, "kill", "1+", "EINVAL ESRCH", lose},
	{queue, "rt_sigqueueinfo", "1 1+", "EAGAIN EINVAL ESRCH", carryOn},
	{noQueue, "kill", "1", "EINVAL ESRCH", carryOn},
	{noQueue, "kill", "1+", "EINVAL ESRCH", lose},
	{stopping, "kill", "1 2 3", "EINVAL ESRCH", carryOn},

	{plain, "wait4", "1 1+", "EAGAIN ECHILD EINTR EINVAL ESRCH", carryOn},
	{passing, "wait4", "1 1+", "EAGAIN ECHILD EINTR EINVAL ESRCH", carryOn},
	{orphans, "wait4", "1 2 3 4 5 6 1+", "EAGAIN ECHILD EINTR EINVAL ESRCH", carryOn},
	{noWait4, "waitid", "2", "EAGAIN ECHILD EINTR EINVAL ESRCH", carryOn},
	{orphans, "kill", "1", "EINVAL ESRCH", carryOn},
	{orphans, "rt_sigtimedwait", "1 2 3 4", "EAGAIN EFAULT EINTR EINVAL", carryOn},
	{orphans, "rt_sigtimedwait", "1+", "EAGAIN EFAULT EINTR EINVAL", lose},

	{adopting, "prctl", "1 1+", "EINVAL", refuse},
	{parent, "getppid", "1+", "", carryOn}, // a sandbox does not forbid it once
	{parent, "prctl", "1 1+", "EINVAL", refuse},
	{waiting, "prctl", "1 1+", "EINVAL", refuse},
	{waiting, "pidfd_open", "1 1+", "EINVAL EMFILE ENFILE ENODEV ENOMEM ESRCH", carryOn},
	{waiting, "pidfd_send_signal", "1 1+", "EBADF EINVAL ESRCH", carryOn},
	{numbers, "kill", "2 3 2+", "EINVAL ESRCH", carryOn},
	{delayed, "clock_gettime", "1 2 1+", "EFAULT EINVAL", carryOn},
}

// list returns the errnos to try; a list that begins with = stands as it is.
func (f *fault) list() []string {
	if only, ok := strings.CutPrefix(f.errnos, "="); ok {
		return strings.Fields(only)
	}
	return append(strings.Fields(f.errnos), "EPERM", "ENOSYS")
}
