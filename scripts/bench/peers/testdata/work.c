// work: gives the init above it something to do. It says that it is there with an answer on standard output,
// and then obeys what comes on standard input, each with an answer when it is done: the nanoseconds that it
// took, from the first event to the last that the init has dealt with.
//
//   s TIMES 1      sends the init signals, each after the last has come back
//   o TIMES COUNT  leaves the init as many orphans, which end all at once; again when they have been reaped
//
// At the end of standard input it exits.
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct order {
	uint32_t what, times, count;
};

static int64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static int64_t signals(uint32_t times)
{
	sigset_t set;
	pid_t init = getppid();
	int64_t begin;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	begin = now();
	while (times--) {
		kill(init, SIGUSR1);
		sigwaitinfo(&set, NULL);
	}
	return now() - begin;
}

static pid_t orphan[65536];

static __attribute__((noreturn)) int linger(void *unused)
{
	(void)unused;
	for (;;)
		pause();
}

static int leave(void *count)
{
	static char stack[4096] __attribute__((aligned(16)));

	setsid();
	for (uint32_t i = 0; i < *(uint32_t *)count; i++)
		if ((orphan[i] = clone(linger, stack + sizeof stack, CLONE_VM | SIGCHLD, NULL)) < 0) {
			kill(0, SIGKILL);
			_exit(1);
		}
	_exit(0);
}

// The orphans share this process's memory, as tens of thousands are cheap that way, and even the stack, to which
// each writes the same. They are a process group, so that one call kills them all, in a session without their new
// parent: in its own the kernel would walk over the group at each end (will_become_orphaned_pgrp, kernel/exit.c). An
// orphan that has been killed is there for kill(2) until it is reaped. Returns a negative number if one cannot be made.
static int64_t orphans(uint32_t count)
{
	static char stack[4096] __attribute__((aligned(16)));
	struct timespec poll = {.tv_nsec = 1000 * (count > 1000 ? 1000 : count)};
	int64_t begin;
	int status;
	pid_t parent;

	if (count > sizeof orphan / sizeof *orphan)
		return -1;
	parent = clone(leave, stack + sizeof stack, CLONE_VM | CLONE_VFORK | SIGCHLD, &count);
	if (parent < 0 || waitpid(parent, &status, 0) != parent || status)
		return -1;
	begin = now();
	kill(-parent, SIGKILL);
	for (uint32_t i = 0; i < count; i++)
		while (!kill(orphan[i], 0))
			if (count < 10)
				sched_yield();
			else
				nanosleep(&poll, NULL); // leaves the processor to them
	return now() - begin;
}

int main(void)
{
	struct order order;
	int64_t ns = 0;

	prctl(PR_SET_TIMERSLACK, 1);
	while (write(1, &ns, sizeof ns) == sizeof ns && read(0, &order, sizeof order) == sizeof order) {
		ns = 0;
		if (order.what == 's')
			ns = signals(order.times);
		else
			while (order.times-- && ns >= 0) {
				int64_t each = orphans(order.count);

				ns = each < 0 ? each : ns + each;
			}
	}
	return 0;
}
