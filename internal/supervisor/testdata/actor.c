/* actor DIRECTORY CHARACTER...: process 0 of a script, and those that it forks. A CHARACTER is SIGNAL,SIGNAL,...:STATUS:
 * these signals end it, with an exit status, or if that is -1 by themselves. Process n takes orders from the FIFO in.n
 * ("fork PROCESS SESSION ORPHAN", "exit STATUS", as wait4 reports it) and prints the signals it gets to out.n. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static uint64_t every = ~0ULL;
static char **arguments;
static int in = -1, out = -1;

static int fifo(const char *name, int number, int flags)
{
	char path[4096];
	snprintf(path, sizeof path, "%s/%s.%d", arguments[1], name, number);
	return open(path, flags);
}

/* Becomes a process of the script. */
static void become(int number)
{
	close(in), close(out);
	in = fifo("in", number, O_RDWR);
	out = fifo("out", number, O_WRONLY);
	arguments[0] = arguments[2 + number];
	dprintf(out, "ready\n");
}

static void end(int status)
{
	struct rlimit none = {0, 0};
	uint64_t nobody = 0;
	int signal = status & 0x7f;
	if (signal == 0)
		_exit(status >> 8);
	setrlimit(RLIMIT_CORE, &none);
	syscall(SYS_kill, getpid(), signal);
	syscall(SYS_rt_sigprocmask, SIG_SETMASK, &nobody, 0, sizeof nobody);
	_exit(99); /* it was not deadly */
}

static void order(char *words)
{
	int number, session, orphan, status;
	if (sscanf(words, "exit %d", &status) == 1)
		end(status);
	if (sscanf(words, "fork %d %d %d", &number, &session, &orphan) != 3)
		_exit(98);
	pid_t child = fork();
	if (child == 0) {
		if (session)
			setsid();
		if (orphan && fork() != 0)
			_exit(0);
		become(number);
	} else if (orphan)
		waitpid(child, 0, 0);
}

static void take(struct signalfd_siginfo *info)
{
	char *words = arguments[0], *status = strchr(words, ':') + 1;
	if (info->ssi_signo == SIGCHLD && info->ssi_code > 0)
		return;
	dprintf(out, "%d %d\n", info->ssi_signo, info->ssi_code == SI_QUEUE ? info->ssi_int : 0);
	for (char *word = words; word < status - 1; word += strcspn(word, ",:") + 1)
		if (atoi(word) == (int)info->ssi_signo)
			end(atoi(status) < 0 ? (int)info->ssi_signo : atoi(status) << 8);
}

int main(int argc, char **argv)
{
	(void)argc;
	arguments = argv;
	/* not by the C library, which keeps signals 32 and 33 to itself */
	syscall(SYS_rt_sigprocmask, SIG_SETMASK, &every, 0, sizeof every);
	int signals = syscall(SYS_signalfd4, -1, &every, sizeof every, 0);
	become(0);
	for (;;) {
		struct pollfd ready[2] = {{signals, POLLIN, 0}, {in, POLLIN, 0}};
		struct signalfd_siginfo info;
		char words[64] = "";
		if (poll(ready, 2, -1) <= 0)
			continue;
		if (ready[0].revents && read(signals, &info, sizeof info) == sizeof info)
			take(&info);
		else if (ready[1].revents && read(in, words, sizeof words - 1) > 0)
			order(words);
	}
}
