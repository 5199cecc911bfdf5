// prelude INIT [ARG]...: becomes INIT, with what some scenes need.
//
// strace counts the calls of each process on its own. Before prelude becomes the init, it makes
// one call of each kind that both the init and the init's child make. So the init's first call of
// a kind counts as the second of its process, while the child's first call counts as the first. A
// fault with when=1 then meets the child alone. Results are ignored here: they are the fault.
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

// Calls that both the init and its child make.
static void use_up_first_calls(void)
{
	syscall(SYS_getpid);
	ioctl(-1, TIOCNOTTY);
	sigprocmask(SIG_SETMASK, NULL, NULL);
}

// The variable of sd_listen_fds(3) with the process ID, which the init's child changes to its
// own. gettid returns the process ID without another getpid.
static void set_listen_pid(void)
{
	char pid[16];

	snprintf(pid, sizeof pid, "%d", (int)syscall(SYS_gettid));
	setenv("LISTEN_PID", pid, 1);
}

// A low limit on descriptors: without close_range the init closes them one by one.
static void limit_descriptors(void)
{
	struct rlimit few = {64, 64};

	setrlimit(RLIMIT_NOFILE, &few);
}

int main(int argc, char **argv)
{
	(void)argc;
	use_up_first_calls();
	set_listen_pid();
	prctl(PR_SET_CHILD_SUBREAPER, 1); // orphans go to the init, although it is not PID 1
	limit_descriptors();
	execv(argv[1], argv + 1);
	return 99;
}
