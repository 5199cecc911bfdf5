/* reuse JOB PATH [ARG]...: ends with status 5, and leaves a daemon behind. When the process ID of
 * the process that has ended is free, the daemon runs PATH with it:
 *
 *   leader: as the leader of a process group
 *   rest:   as the process left in a group whose leader has ended
 *
 * Meanwhile the process ID could have become anybody's. */
#define _GNU_SOURCE
#include <linux/sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Waits until a process ID is free. A negative ID is that of a process group. */
static void await_free(pid_t id)
{
	const struct timespec millisecond = {.tv_nsec = 1000000};

	while (kill(id, 0) == 0)
		nanosleep(&millisecond, 0);
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
	struct clone_args with_old_id = {
		.exit_signal = SIGCHLD,
		.set_tid = (uintptr_t)&old,
		.set_tid_size = 1,
	};

	if (argc < 3)
		return 98;
	int rest = strcmp(argv[1], "rest") == 0;
	syscall(SYS_rt_sigprocmask, SIG_SETMASK, &every, 0, sizeof every);
	if (fork() != 0)
		return 5;

	/* The daemon. */
	setsid();
	await_free(old);
	await_free(-old);
	pid_t child = syscall(SYS_clone3, &with_old_id, sizeof with_old_id);
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
	if (!rest)
		return run(argv + 2);
	if (fork() != 0)
		return 0;
	await_free(old); /* until the leader has been reaped */
	return run(argv + 2);
}
