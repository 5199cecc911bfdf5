/*
 * probe JOB [NUMBER [MORE]]
 *
 * The command that the tests have dumb-init run. Each job shows one thing that a command can see or
 * do; the table at the end has them all. If its parent ends first, the probe is killed, except what
 * the jobs "daemon", "generations" and "leave" leave behind.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "orphans.h"
#include "signals.h"

extern char **environ;

enum {
	NOT_KILLED = 98,
	FAILED = 99,
};

struct arguments {
	int count;
	char **all;
	int number; /* the second, or 0 */
	char *more; /* the third, or null */
};

/* Ends with status NUMBER. */
static int job_exit(const struct arguments *a)
{
	return a->number;
}

/* Sends itself signal NUMBER, which kills it or not, and leaves no core file. */
static int job_die(const struct arguments *a)
{
	struct rlimit none = {0};

	setrlimit(RLIMIT_CORE, &none);
	syscall(SYS_kill, getpid(), a->number);
	return NOT_KILLED;
}

/* Sends itself signal NUMBER, and leaves a core file where the limit of the user allows it. */
static int job_dump(const struct arguments *a)
{
	struct rlimit most;

	getrlimit(RLIMIT_CORE, &most);
	most.rlim_cur = most.rlim_max;
	setrlimit(RLIMIT_CORE, &most);
	syscall(SYS_kill, getpid(), a->number);
	return NOT_KILLED;
}

/* FNV-1a of strings, with their nulls. */
static uint64_t hash(char **strings)
{
	const uint64_t prime = 0x100000001b3;
	uint64_t h = 0xcbf29ce484222325;

	for (; *strings; strings++) {
		size_t size = strlen(*strings) + 1;
		for (size_t i = 0; i < size; i++) {
			h ^= (unsigned char)(*strings)[i];
			h *= prime;
		}
	}
	return h;
}

/* Prints the number of arguments, and hashes of them and of the environment. */
static int job_hash(const struct arguments *a)
{
	printf("%d %lx %lx\n", a->count, hash(a->all), hash(environ));
	return 0;
}

/* Prints its process ID on standard error, and the environment with a null behind each entry. */
static int job_environ(const struct arguments *a)
{
	(void)a;
	fprintf(stderr, "pid %d\n", getpid());
	for (char **entry = environ; *entry; entry++)
		fwrite(*entry, 1, strlen(*entry) + 1, stdout);
	return 0;
}

static int is_open(int fd)
{
	return fcntl(fd, F_GETFD) >= 0;
}

/* Prints which of the first thousand descriptors are open, and stays. */
static int job_descriptors(const struct arguments *a)
{
	(void)a;
	for (int fd = 0; fd < 1000; fd++)
		if (is_open(fd))
			printf("%d ", fd);
	puts("open");
	pause();
	return 0;
}

/* Ends with a status whose bits 0, 1 and 2 say which of these descriptors are open. */
static int job_standard(const struct arguments *a)
{
	int open = 0;

	(void)a;
	for (int fd = 0; fd < 3; fd++)
		if (is_open(fd))
			open |= 1 << fd;
	return open;
}

/* Prints "ready" and its process ID, and stays until a signal kills it. */
static int job_pause(const struct arguments *a)
{
	(void)a;
	printf("ready %d\n", getpid());
	while (pause() < 0)
		;
	return 0;
}

/* Prints what it reads, in upper case. */
static int job_upper(const struct arguments *a)
{
	int c;

	(void)a;
	while ((c = getchar()) != EOF)
		putchar(toupper(c));
	return 0;
}

/*
 * Makes NUMBER orphans, with MORE in sessions of their own. Prints "ended" when they have, and
 * stays.
 */
static int job_orphans(const struct arguments *a)
{
	make_orphans(a->number, a->more != 0);
	puts("ended");
	pause();
	return 0;
}

/* Takes NUMBER signals, all of which are blocked: see print_signals. */
static int job_signals(const struct arguments *a)
{
	block_all_signals();
	print_signals(a->number, 0);
	return 0;
}

/* Sends signal MORE to its own process group, then as "signals". */
static int job_group(const struct arguments *a)
{
	block_all_signals();
	kill(0, atoi(a->more));
	print_signals(a->number, 0);
	return 0;
}

/* Two processes make orphans without end; meanwhile as "signals". */
static int job_storm(const struct arguments *a)
{
	block_all_signals();
	for (int i = 0; i < 2; i++) {
		if (fork() != 0)
			continue;
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (;;)
			make_orphan(0);
	}
	print_signals(a->number, 0);
	return 0;
}

static void read_to_end(int fd)
{
	char byte;

	while (read(fd, &byte, 1) > 0)
		;
}

/* Blocks all signals, prints "ready", and ends with status NUMBER when standard input does. */
static int job_obey(const struct arguments *a)
{
	block_all_signals();
	printf("ready %d\n", getpid());
	read_to_end(0);
	return a->number;
}

/*
 * Ends with status NUMBER when standard input does, and leaves a process behind: in its process
 * group or, with MORE, in a session of its own. That process prints signals until RTMAX comes.
 */
static int job_leave(const struct arguments *a)
{
	const int rtmax = 64;
	int ends[2];

	block_all_signals();
	if (pipe(ends) < 0)
		return FAILED;
	prctl(PR_SET_PDEATHSIG, 0);
	if (fork() == 0) {
		if (a->more)
			setsid();
		close(0);
		close(ends[0]);
		close(ends[1]);
		print_signals(1000, rtmax);
		return 0;
	}
	/* Until the other one is in its session. */
	close(ends[1]);
	read_to_end(ends[0]);

	read_to_end(0);
	return a->number;
}

/*
 * Leaves a daemon behind, which has forked twice, and ends with status 0 when the daemon is ready.
 * The daemon prints signals until RTMAX comes, and ends with status NUMBER.
 */
static int job_daemon(const struct arguments *a)
{
	const int rtmax = 64;
	int ends[2];

	block_all_signals();
	if (pipe(ends) < 0)
		return FAILED;
	if (fork() != 0) {
		close(ends[1]);
		read_to_end(ends[0]);
		return 0;
	}
	setsid();
	if (fork() != 0)
		_exit(0);
	close(0);
	/* The parent goes on when this process has its own session, and blocks its signals. */
	close(ends[0]);
	close(ends[1]);
	print_signals(1000, rtmax);
	return a->number;
}

/*
 * Ends with status NUMBER when standard input does, and leaves MORE generations of daemons behind:
 * each has a session of its own and is the parent of the next. All block every signal, and stay
 * until they are killed. The last one prints "ready".
 */
static int job_generations(const struct arguments *a)
{
	int left = a->more ? atoi(a->more) : 0;

	block_all_signals();
	for (int generation = 0; generation < left; generation++) {
		if (fork() != 0) {
			if (generation > 0)
				for (;;)
					pause();
			read_to_end(0);
			return a->number;
		}
		setsid();
		close(0);
	}
	printf("ready %d\n", getpid());
	for (;;)
		pause();
}

/*
 * With the set-user-ID bit, root's. Becomes root for good, blocks all signals, prints "ready", and
 * stays until it is killed.
 */
static int job_root(const struct arguments *a)
{
	(void)a;
	if (setuid(0) != 0)
		return FAILED;
	block_all_signals();
	printf("ready %d\n", getpid());
	for (;;)
		pause();
}

static const struct job {
	const char *name;
	int (*run)(const struct arguments *a);
} jobs[] = {
	{"daemon", job_daemon},
	{"descriptors", job_descriptors},
	{"die", job_die},
	{"dump", job_dump},
	{"environ", job_environ},
	{"exit", job_exit},
	{"generations", job_generations},
	{"group", job_group},
	{"hash", job_hash},
	{"leave", job_leave},
	{"obey", job_obey},
	{"orphans", job_orphans},
	{"pause", job_pause},
	{"root", job_root},
	{"signals", job_signals},
	{"standard", job_standard},
	{"storm", job_storm},
	{"upper", job_upper},
	{0},
};

int main(int argc, char **argv)
{
	struct arguments arguments = {
		.count = argc,
		.all = argv,
	};
	const char *name = "";

	if (argc > 1)
		name = argv[1];
	if (argc > 2)
		arguments.number = atoi(argv[2]);
	if (argc > 3)
		arguments.more = argv[3];
	setvbuf(stdout, 0, _IOLBF, BUFSIZ);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (const struct job *job = jobs; job->name; job++)
		if (strcmp(job->name, name) == 0)
			return job->run(&arguments);
	fprintf(stderr, "probe: unknown job '%s'\n", name);
	return FAILED;
}
