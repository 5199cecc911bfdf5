// launch ROUNDS COMMAND [ARG]... [; COMMAND [ARG]...]...: runs each command once a round, as PID 1
// of a new PID namespace. It prints a line for each run: the command's number, and the nanoseconds
// from clone to the command's end.
//
// It is a small program, as clone takes the kernel longer the more memory the caller has.
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char **commands[64];
static int count;

static char stack[64 * 1024] __attribute__((aligned(16)));

static long long now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

// Finds the commands, each of which a semicolon ends.
static void parse(char **words)
{
	commands[count++] = words;
	for (; *words; words++) {
		if (strcmp(*words, ";") != 0)
			continue;
		if (count == sizeof commands / sizeof *commands) {
			fprintf(stderr, "launch: too many commands\n");
			exit(1);
		}
		*words = NULL;
		commands[count++] = words + 1;
	}
}

// Keeps other work on the machine from running, if that is permitted. Otherwise a command in
// another session, which is another scheduling group (autogroup, sched(7)), waits longer for a busy
// processor.
static void prioritise(void)
{
	struct sched_param parameter = {.sched_priority = 1};

	sched_setscheduler(0, SCHED_FIFO, &parameter);
}

static int become(void *argv)
{
	char **words = argv;

	execv(words[0], words);
	_exit(99);
}

// Runs a command to its end, which must have status 0.
static void run(char **command)
{
	const int flags = CLONE_NEWPID | CLONE_VM | CLONE_VFORK | SIGCHLD;
	pid_t pid = clone(become, stack + sizeof stack, flags, command);
	int status;

	if (pid < 0) {
		perror("launch: clone");
		exit(1);
	}
	if (waitpid(pid, &status, 0) != pid) {
		perror("launch: waitpid");
		exit(1);
	}
	if (status != 0) {
		fprintf(stderr, "launch: %s: wait status %#x\n", command[0], status);
		exit(1);
	}
}

int main(int argc, char **argv)
{
	int rounds;

	if (argc < 3)
		return 2;
	rounds = atoi(argv[1]);
	parse(argv + 2);
	prioritise();
	for (int round = 0; round < rounds; round++) {
		for (int turn = 0; turn < count; turn++) {
			int which = (round + turn) % count; // each begins a round
			long long begin = now();

			run(commands[which]);
			printf("%d %lld\n", which, now() - begin);
		}
	}
	return 0;
}
