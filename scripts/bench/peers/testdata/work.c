// work: gives the init above it something to do. When it is ready it writes an answer to standard
// output. Then it obeys orders from standard input, and writes an answer after each: the
// nanoseconds from the first event to the last that the init has dealt with, or a negative number
// if a process cannot be made. It exits at the end of standard input. An order is three numbers:
//
//   's' TIMES 1      sends the init signals, each after the last has come back
//   'o' TIMES COUNT  leaves the init so many orphans, which end at once, and again when all of them
//                    have been reaped
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct order {
	uint32_t what;
	uint32_t times;
	uint32_t count;
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
	for (uint32_t i = 0; i < times; i++) {
		kill(init, SIGUSR1);
		sigwaitinfo(&set, NULL);
	}
	return now() - begin;
}

// The orphans share this process's memory, as tens of thousands are cheap that way. They share even
// a stack, to which each writes the same.
static pid_t orphan[65536];
static char orphan_stack[4096] __attribute__((aligned(16)));
static char parent_stack[4096] __attribute__((aligned(16)));

static __attribute__((noreturn)) int linger(void *unused)
{
	(void)unused;
	for (;;)
		pause();
}

// Leaves orphans. They are a process group, so that one call kills them all. Their session is not
// that of their new parent: otherwise the kernel would walk over the group at each end
// (will_become_orphaned_pgrp, kernel/exit.c).
static int leave(void *argument)
{
	const uint32_t *count = argument;

	setsid();
	for (uint32_t i = 0; i < *count; i++) {
		orphan[i] = clone(linger, orphan_stack + sizeof orphan_stack, CLONE_VM | SIGCHLD, NULL);
		if (orphan[i] < 0) {
			kill(0, SIGKILL);
			_exit(1);
		}
	}
	_exit(0);
}

// Waits until orphans that have been killed are reaped: until then kill(2) finds them.
static void await_reaping(uint32_t count)
{
	const uint32_t longest = 1000; // microseconds
	struct timespec poll = {.tv_nsec = 1000 * (count < longest ? count : longest)};
	bool few = count < 10;

	for (uint32_t i = 0; i < count; i++) {
		while (kill(orphan[i], 0) == 0) {
			if (few)
				sched_yield();
			else
				nanosleep(&poll, NULL); // leaves the processor to them
		}
	}
}

// Has so many orphans end at once. Returns the nanoseconds until all are reaped, or -1.
static int64_t orphans(uint32_t count)
{
	const int flags = CLONE_VM | CLONE_VFORK | SIGCHLD;
	int64_t begin;
	pid_t parent;
	int status;

	if (count > sizeof orphan / sizeof *orphan)
		return -1;
	parent = clone(leave, parent_stack + sizeof parent_stack, flags, &count);
	if (parent < 0 || waitpid(parent, &status, 0) != parent || status != 0)
		return -1;
	begin = now();
	kill(-parent, SIGKILL);
	await_reaping(count);
	return now() - begin;
}

static int64_t obey(const struct order *order)
{
	int64_t sum = 0;

	if (order->what == 's')
		return signals(order->times);
	for (uint32_t i = 0; i < order->times; i++) {
		int64_t nanoseconds = orphans(order->count);

		if (nanoseconds < 0)
			return nanoseconds;
		sum += nanoseconds;
	}
	return sum;
}

int main(void)
{
	struct order order;
	int64_t answer = 0;

	prctl(PR_SET_TIMERSLACK, 1);
	while (write(1, &answer, sizeof answer) == sizeof answer) {
		if (read(0, &order, sizeof order) != sizeof order)
			break;
		answer = obey(&order);
	}
	return 0;
}
