// launch ROUNDS COMMAND [ARG]... [; COMMAND [ARG]...]...: in each round runs each of the commands as PID 1 of
// a new PID namespace, and prints its number and the nanoseconds from clone to its end, a line for each.
//
// A small program, as the time that the kernel takes to clone grows with the caller's memory.
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static char stack[64 * 1024] __attribute__((aligned(16)));

static int become(void *argv)
{
	execv(((char **)argv)[0], argv);
	_exit(99);
}

int main(int argc, char **argv)
{
	char **commands[64];
	int count = 0, rounds = atoi(argv[1]);

	// Keeps the machine's other work out, where it is permitted. Otherwise a command in a session of its own,
	// which is a scheduling group of its own (autogroup, sched(7)), waits longer for a busy processor.
	sched_setscheduler(0, SCHED_FIFO, &(struct sched_param){.sched_priority = 1});

	commands[count++] = argv + 2;
	for (int i = 2; i < argc; i++)
		if (!strcmp(argv[i], ";") && count < 64) {
			argv[i] = NULL;
			commands[count++] = argv + i + 1;
		}
	for (int round = 0; round < rounds; round++)
		for (int i = 0; i < count; i++) {
			int which = (round + i) % count, status;
			long long begin = now();
			pid_t pid = clone(become, stack + sizeof stack, CLONE_NEWPID | CLONE_VM | CLONE_VFORK | SIGCHLD,
					  commands[which]);

			if (pid < 0) {
				perror("clone");
				return 1;
			}
			if (waitpid(pid, &status, 0) != pid || status) {
				fprintf(stderr, "%s: wait status %#x\n", commands[which][0], status);
				return 1;
			}
			printf("%d %lld\n", which, now() - begin);
		}
	return 0;
}
