/*
 * reuse JOB PATH [ARG]...: ends with status 5, and leaves a daemon behind. When the process ID of
 * the process that has ended is free, the daemon runs PATH with it:
 *
 *   leader: as the leader of a process group
 *   rest:   as the process left in a group whose leader has ended
 *
 * Meanwhile the process ID could have become anybody's.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void pause_briefly(void)
{
	const struct timespec millisecond = {.tv_nsec = 1000000};

	nanosleep(&millisecond, 0);
}

/*
 * Forks a child with a process ID, as soon as that is free. Only clone3(2) can tell. kill(2) may
 * find no process any more while the ID is still taken (release_task, kernel/exit.c).
 */
static pid_t fork_with_id(pid_t id)
{
	struct clone_args args = {
		.exit_signal = SIGCHLD,
		.set_tid = (uintptr_t)&id,
		.set_tid_size = 1,
	};
	pid_t child;

	for (;;) {
		child = syscall(SYS_clone3, &args, sizeof args);
		if (child >= 0 || errno != EEXIST)
			return child;
		pause_briefly();
	}
}

/* Waits until a process has been reaped. */
static void await_reaped(pid_t pid)
{
	while (kill(pid, 0) == 0)
		pause_briefly();
}

/* Becomes another program. Returns only if that fails, with the status to end with. */
static int run(char **argv)
{
	execv(argv[0], argv);
	perror("execv");
	return 98;
}

int main(int argc, char **argv)
{
	const uint64_t every = ~0ULL;
	pid_t old = getpid();

	if (argc < 3)
		return 98;
	int rest = strcmp(argv[1], "rest") == 0;
	syscall(SYS_rt_sigprocmask, SIG_SETMASK, &every, 0, sizeof every);
	if (fork() != 0)
		return 5;

	/* The daemon. It leaves the session and the group, so that their number can become free. */
	setsid();
	pid_t child = fork_with_id(old);
	if (child < 0) {
		perror("clone3");
		return 98;
	}
	if (child > 0) {
		waitpid(child, 0, 0);
		return 0;
	}

	/* The daemon's child, which has the old process ID. */
	setsid();
	if (rest) {
		if (fork() != 0)
			return 0;
		await_reaped(old);
	}
	return run(argv + 2);
}
