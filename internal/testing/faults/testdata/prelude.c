// prelude INIT [ARG]...: runs INIT in its place, with what some scenes need.
//
// strace counts the calls of each process on its own. This one makes, before it becomes the init, one call
// of each kind that both the init and its child make. The init's is then its second, the child's still its
// first, so that a fault with when=1 meets the child alone. What comes back is ignored: it is the fault.
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	char pid[16];
	struct rlimit few = {64, 64};

	syscall(SYS_getpid);
	ioctl(-1, TIOCNOTTY);
	sigprocmask(SIG_SETMASK, NULL, NULL);

	snprintf(pid, sizeof pid, "%d", (int)syscall(SYS_gettid)); // the process ID, but no getpid
	setenv("LISTEN_PID", pid, 1);
	prctl(PR_SET_CHILD_SUBREAPER, 1); // orphans go to the init, though it is not PID 1
	setrlimit(RLIMIT_NOFILE, &few);	  // closing them one by one is short
	execv(argv[1], argv + 1);
	return 99;
}
