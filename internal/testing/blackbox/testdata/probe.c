/* probe JOB [ARG]...: the command that the tests have dumb-init run. Each job shows one thing that a command can see
 * or do. The C library is used for printing only where it would hide something: it keeps signals 32 and 33 to itself. */
#define _GNU_SOURCE
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;
static const uint64_t every = ~0ULL;
static const char *job = "";

static int is(const char *name) { return strcmp(job, name) == 0; }

static void block_all(void) { syscall(SYS_rt_sigprocmask, SIG_SETMASK, &every, 0, sizeof every); }

/* Prints the next signal, and returns its number, or -1 where there is none and the job is not to wait for it. */
static int next_signal(int wait)
{
	struct timespec now = {0};
	siginfo_t i;
	int n;
	do
		n = syscall(SYS_rt_sigtimedwait, &every, &i, wait ? 0 : &now, sizeof every);
	while (n < 0 && errno == EINTR);
	if (n > 0)
		printf("signal %d code %d pid %d value %d\n", n, i.si_code, i.si_pid, i.si_code == SI_QUEUE ? i.si_value.sival_int : 0);
	return n;
}

/* Prints signals until `count` have come or `last` has, and what is pending then. */
static void print_signals(int count, int last)
{
	printf("ready %d\n", getpid());
	while (count-- > 0 && next_signal(1) != last)
		;
	while (next_signal(0) > 0)
		;
	puts("end");
}

/* Makes an orphan, a grandchild whose parent has ended; it holds the descriptor until it ends itself. */
static void orphan(int session)
{
	pid_t child = fork();
	if (child == 0) {
		if (session)
			setsid();
		_exit(fork() < 0);
	}
	int status;
	if (child < 0 || waitpid(child, &status, 0) != child || status != 0) {
		perror("fork");
		_exit(1);
	}
}

/* Makes orphans, and says so when all of them have ended: nobody holds the pipe any more. */
static void orphans(int n, int session)
{
	int ends[2];
	char byte;
	if (pipe(ends))
		exit(1);
	for (int i = 0; i < n; i++)
		orphan(session);
	close(ends[1]);
	if (read(ends[0], &byte, 1) == 0)
		puts("ended");
	pause();
}

/* Makes orphans without end in another process, and prints signals meanwhile. */
static void storm(int count)
{
	for (int i = 0; i < 2; i++)
		if (fork() == 0) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			for (;;)
				orphan(0);
		}
	print_signals(count, 0);
}

/* Leaves a process of its group, or of a session of its own, behind that prints signals until RTMAX comes, and ends when
 * standard input does. */
static int leave(int status, int session)
{
	int ends[2];
	char byte;
	if (pipe(ends))
		return 1;
	prctl(PR_SET_PDEATHSIG, 0);
	if (fork() == 0) {
		if (session)
			setsid();
		close(0), close(ends[0]), close(ends[1]);
		print_signals(1000, 64);
		return 0;
	}
	close(ends[1]);
	read(ends[0], &byte, 1);
	while (read(0, &byte, 1) > 0)
		;
	return status;
}

static uint64_t hash(char **strings)
{
	uint64_t h = 0xcbf29ce484222325; /* FNV-1a of the strings with their nulls */
	for (; *strings; strings++)
		for (char *c = *strings;; c++) {
			h = (h ^ (unsigned char)*c) * 0x100000001b3;
			if (!*c)
				break;
		}
	return h;
}

static int standard_descriptors(void)
{
	int open = 0;
	for (int fd = 0; fd < 3; fd++)
		open |= (fcntl(fd, F_GETFD) >= 0) << fd;
	return open;
}

static void die(int signal)
{
	struct rlimit none = {0, 0};
	setrlimit(RLIMIT_CORE, &none);
	syscall(SYS_kill, getpid(), signal);
	_exit(99); /* it was not deadly */
}

static void upper(void)
{
	for (int c; (c = getchar()) != EOF;)
		putchar(toupper(c));
}

int main(int argc, char **argv)
{
	int n = argc > 2 ? atoi(argv[2]) : 0;

	if (argc > 1)
		job = argv[1];
	setvbuf(stdout, 0, _IOLBF, BUFSIZ);
	if (is("standard")) /* which of 0, 1, 2 are open */
		return standard_descriptors();
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (is("exit"))
		return n;
	if (is("die"))
		die(n);
	if (is("hash")) {
		printf("%d %lx %lx\n", argc, hash(argv), hash(environ));
		return 0;
	}
	if (is("environ")) {
		fprintf(stderr, "pid %d\n", getpid());
		for (char **e = environ; *e; e++)
			fwrite(*e, 1, strlen(*e) + 1, stdout);
		return 0;
	}
	if (is("descriptors")) {
		for (int fd = 0; fd < 1000; fd++)
			if (fcntl(fd, F_GETFD) >= 0)
				printf("%d ", fd);
		puts("open");
		pause();
	}
	if (is("pause")) {
		printf("ready %d\n", getpid());
		for (;;)
			pause();
	}
	if (is("upper"))
		return upper(), 0;
	if (is("orphans"))
		return orphans(n, argc > 3), 0;

	block_all();
	if (is("signals"))
		return print_signals(n, 0), 0;
	if (is("storm"))
		return storm(n), 0;
	if (is("leave"))
		return leave(n, argc > 3);
	if (is("obey")) { /* ends when standard input does, whatever signals come */
		char byte;
		printf("ready %d\n", getpid());
		while (read(0, &byte, 1) > 0)
			;
		return n;
	}
	if (is("group")) { /* a signal to its own process group, then as "signals" */
		kill(0, atoi(argv[3]));
		return print_signals(n, 0), 0;
	}
	fprintf(stderr, "probe: unknown job '%s'\n", job);
	return 99;
}
