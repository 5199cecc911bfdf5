/* launch [CHANGE]... -- PATH ARGV...: makes changes to itself that a program inherits, and executes it. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

extern char **environ;
static char *entries[1000]; /* of the environment, if there is to be another */
static int entry;

static void check(int result, const char *what)
{
	if (result < 0) {
		fprintf(stderr, "launch: ");
		perror(what);
		exit(99);
	}
}

static void limit(int resource, const char *value)
{
	struct rlimit l = {strtoul(value, 0, 10), strtoul(value, 0, 10)};
	check(setrlimit(resource, &l), "setrlimit");
}

static void ignore(int signal)
{
	struct { void *handler; unsigned long rest[7]; } action = {SIG_IGN, {0}};
	syscall(SYS_rt_sigaction, signal, &action, 0, 8);
}

static const char *name; /* of the change */

static int is(const char *known) { return strcmp(name, known) == 0; }

static void change(char *value)
{
	const uint64_t every = ~0ULL;

	if (is("ignore"))
		for (int s = 1; s <= 64; s++)
			ignore(s);
	else if (is("block"))
		check(syscall(SYS_rt_sigprocmask, SIG_SETMASK, &every, 0, 8), name);
	else if (is("close"))
		check(close(atoi(value)), name);
	else if (is("open-to")) { /* and no further */
		int last = atoi(value);
		for (int fd = 3; fd <= last; fd++)
			check(dup2(0, fd), name);
		close_range(last + 1, ~0U, 0);
	}
	else if (is("address-space"))
		limit(RLIMIT_AS, value);
	else if (is("processes"))
		limit(RLIMIT_NPROC, value);
	else if (is("uid"))
		check(setgroups(0, 0) | setgid(atoi(value)) | setuid(atoi(value)), name);
	else if (is("chdir"))
		check(chdir(value), name);
	else if (is("rmdir"))
		check(rmdir(value), name);
	else if (is("env"))
		entries[entry++] = value, environ = entries;
	else if (is("no-env"))
		environ = entries;
	else if (is("listen-pid")) {
		static char text[40];
		sprintf(text, "LISTEN_PID=%d", getpid());
		entries[entry++] = text, environ = entries;
	} else {
		fprintf(stderr, "launch: unknown change '%s'\n", name);
		exit(99);
	}
}

int main(int argc, char **argv)
{
	int no_arguments = 0;

	(void)argc;
	while (*++argv && strcmp(*argv, "--")) {
		char *value = strchr(*argv, '=');
		if (value)
			*value++ = 0;
		name = *argv;
		if (is("no-arguments"))
			no_arguments = 1;
		else
			change(value);
	}
	char *nothing[] = {0};
	execve(argv[1], no_arguments ? nothing : argv + 2, environ);
	perror("launch: execve");
	return 99;
}
