/*
 * actor DIRECTORY BEHAVIOUR...: process 0 of a script, and the processes that it forks.
 *
 * A BEHAVIOUR is SIGNAL,SIGNAL,...:STATUS. Each of these signals ends the process. The process
 * exits with the status, or if that is -1 the signal itself kills it.
 *
 * Process n takes orders from the FIFO in.n of the directory: "fork PROCESS SESSION ORPHAN", or
 * "exit STATUS" with the status as wait4(2) reports it. To the FIFO out.n it prints "ready", and
 * then the signals that it gets, each with its value.
 */
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

/* Exit statuses that no script has predicted. */
enum {
	WRONG_USE = 98,
	NOT_DEADLY = 99,
};

/* The kernel's sigset_t. The C library's functions keep signals 32 and 33 to themselves. */
static uint64_t every_signal = ~0ULL;
static uint64_t no_signal = 0;

static const char *directory;
static char **behaviours;
static const char *behaviour; /* that of this process */
static int in = -1;
static int out = -1;

static void mask_signals(uint64_t *set)
{
	syscall(SYS_rt_sigprocmask, SIG_SETMASK, set, 0, sizeof *set);
}

static int open_fifo(const char *name, int process, int flags)
{
	char path[4096];

	snprintf(path, sizeof path, "%s/%s.%d", directory, name, process);
	return open(path, flags);
}

/* Makes this a process of the script. */
static void become(int process)
{
	close(in);
	close(out);
	in = open_fifo("in", process, O_RDWR);
	out = open_fifo("out", process, O_WRONLY);
	behaviour = behaviours[process];
	dprintf(out, "ready\n");
}

/* Ends this process so that wait4(2) reports the status. */
static void end(int status)
{
	struct rlimit no_core = {0, 0};
	int signal = status & 0x7f;

	if (signal == 0)
		_exit(status >> 8);
	setrlimit(RLIMIT_CORE, &no_core);
	syscall(SYS_kill, getpid(), signal);
	mask_signals(&no_signal);
	_exit(NOT_DEADLY);
}

static void fork_process(int process, int session, int orphan)
{
	pid_t child = fork();

	if (child != 0) {
		if (orphan)
			waitpid(child, 0, 0);
		return;
	}
	if (session)
		setsid();
	if (orphan && fork() != 0)
		_exit(0);
	become(process);
}

static void obey(const char *order)
{
	int process;
	int session;
	int orphan;
	int status;

	if (sscanf(order, "exit %d", &status) == 1)
		end(status);
	if (sscanf(order, "fork %d %d %d", &process, &session, &orphan) != 3)
		_exit(WRONG_USE);
	fork_process(process, session, orphan);
}

/* Reports whether a signal ends this process. */
static int is_fatal(int signal)
{
	const char *colon = strchr(behaviour, ':');
	const char *word = behaviour;

	while (word < colon) {
		if (atoi(word) == signal)
			return 1;
		word += strcspn(word, ",:") + 1;
	}
	return 0;
}

static void take(const struct signalfd_siginfo *info)
{
	int signal = info->ssi_signo;
	int value = 0;
	int status = atoi(strchr(behaviour, ':') + 1);

	if (signal == SIGCHLD && info->ssi_code > 0)
		return; /* from the kernel: our own child has ended */
	if (info->ssi_code == SI_QUEUE)
		value = info->ssi_int;
	dprintf(out, "%d %d\n", signal, value);
	if (!is_fatal(signal))
		return;
	if (status < 0)
		end(signal);
	end(status << 8);
}

int main(int argc, char **argv)
{
	int signals;

	if (argc < 3)
		return WRONG_USE;
	directory = argv[1];
	behaviours = argv + 2;
	mask_signals(&every_signal);
	signals = syscall(SYS_signalfd4, -1, &every_signal, sizeof every_signal, 0);
	become(0);
	for (;;) {
		struct pollfd ready[] = {
			{.fd = signals, .events = POLLIN},
			{.fd = in, .events = POLLIN},
		};
		struct signalfd_siginfo info;
		char order[64] = "";

		if (poll(ready, 2, -1) <= 0)
			continue;
		if (ready[0].revents) {
			if (read(signals, &info, sizeof info) == sizeof info)
				take(&info);
		} else if (read(in, order, sizeof order - 1) > 0) {
			obey(order);
		}
	}
}
