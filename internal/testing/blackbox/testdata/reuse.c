/* reuse JOB PATH [ARG]...: ends with status 5, and leaves a daemon behind that has PATH run with the process ID which
 * the leader had, as soon as that is free: as the leader of a process group ("leader"), or as what is left of one whose
 * leader has ended ("rest"). In between the ID could have been anybody's. */
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

int main(int argc, char **argv)
{
	const uint64_t every = ~0ULL;
	pid_t old = getpid();
	struct clone_args args = {.exit_signal = SIGCHLD, .set_tid = (uintptr_t)&old, .set_tid_size = 1};

	(void)argc;
	syscall(SYS_rt_sigprocmask, SIG_SETMASK, &every, 0, 8);
	if (fork())
		return 5;
	setsid();
	while (kill(old, 0) == 0 || kill(-old, 0) == 0)
		nanosleep(&(struct timespec){0, 1000000}, 0);
	pid_t pid = syscall(SYS_clone3, &args, sizeof args);
	if (pid < 0) {
		perror("clone3");
		return 98;
	}
	if (pid == 0) {
		setsid();
		if (strcmp(argv[1], "rest") || fork() == 0) {
			if (strcmp(argv[1], "rest") == 0)
				while (kill(old, 0) == 0) /* until the leader has been reaped */
					nanosleep(&(struct timespec){0, 1000000}, 0);
			execv(argv[2], argv + 2);
			perror("execv");
		}
		return 0;
	}
	waitpid(pid, 0, 0);
	return 0;
}
