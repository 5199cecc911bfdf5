/* storm JOB [NUMBER]: the command that the storms have dumb-init run. It counts the signals that it receives on a board
 * in memory that it shares with the test, which is open as descriptor 3, and its job makes the storm around it. Signals
 * are blocked and taken by system calls of their own: the C library keeps 32 and 33 to itself. */
#include "board.h"
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

struct board *board;
pid_t command;

/* Counts a value: its sender, and how many of that signal the sender has queued before. */
static void count_value(int signal, uint32_t value)
{
	uint32_t sender = value >> 28 & (senders - 1), number = value & 0xfffffff;
	add(&board->valued);
	if (number != board->next[sender][signal])
		add(&board->disorder);
	board->next[sender][signal] = number + 1;
}

static int greedy; /* the command is to take memory at its end */

/* Sets how likely the kernel is to kill the process when it is short of memory (proc_pid_oom_score_adj(5)). */
static void likely(const char *score)
{
	int fd = open("/proc/self/oom_score_adj", O_WRONLY);
	check(fd, "oom_score_adj");
	check(write(fd, score, strlen(score)), "oom_score_adj");
	close(fd);
}

static void ignore(int signal)
{
	struct { void *handler; unsigned long rest[7]; } action = {SIG_IGN, {0}};
	syscall(SYS_rt_sigaction, signal, &action, 0, 8);
}

/* A process of the storm: signals do nothing to it, but TERM ends it. */
struct part {
	void (*run)(int);
	int number;
	pid_t pid;
};

static void start(struct part *part)
{
	const uint64_t none = 0;

	part->pid = fork();
	if (part->pid)
		return;
	if (greedy)
		likely("500"); /* rather than the command, which has 0 */
	for (int s = 1; s < signals; s++)
		if (s != SIGTERM && s != SIGCHLD)
			ignore(s); /* which for KILL and STOP does nothing */
	syscall(SYS_rt_sigprocmask, SIG_SETMASK, &none, 0, sizeof none);
	while (!get(&board->begin) && go_on())
		sched_yield();
	part->run(part->number);
	_exit(0);
}

static struct part parts[4];

/* Waits for the parts that have ended, and for nothing else: orphans are not the command's. Where memory is short, the kernel may kill a part of the storm: it is started again. */
static void reap(void)
{
	for (int i = 0; i < 4; i++)
		if (parts[i].pid > 0 && waitpid(parts[i].pid, 0, WNOHANG) > 0)
			parts[i].pid = -1;
	for (int i = 0; greedy && i < 4; i++)
		if (parts[i].pid < 0 && go_on())
			start(&parts[i]);
}

/* Counts signals until that comes with which it is to end. */
static __attribute__((noreturn)) void receive(int receiver)
{
	const uint64_t every = ~0ULL;
	struct timespec now;
	siginfo_t info;

	add(&board->ready);
	for (;;) {
		int signal = syscall(SYS_rt_sigtimedwait, &every, &info, 0, sizeof every);
		if (signal <= 0 || (signal == SIGCHLD && info.si_code > 0)) {
			reap();
			continue;
		}
		clock_gettime(CLOCK_MONOTONIC, &now);
		set(&board->latest[receiver][signal], now.tv_sec * 1000000000ULL + now.tv_nsec);
		if (info.si_code == SI_QUEUE && receiver == 0)
			count_value(signal, info.si_value.sival_int);
		add(&board->arrivals[receiver][signal]);
		if (signal != (int)get(&board->end))
			continue;
		if (greedy) {
			likely("1000");
			hog();
		}
		_exit(42);
	}
}

/* Other processes that count signals: one of the command's group, and one of a session of its own. */
static void others(void)
{
	for (int receiver = 1; receiver < receivers; receiver++)
		if (fork() == 0) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			if (receiver == 2)
				setsid();
			receive(receiver);
		}
}

int main(int argc, char **argv)
{
	const uint64_t every = ~0ULL;
	const char *job = argc > 1 ? argv[1] : "";
	int number = argc > 2 ? atoi(argv[2]) : 0;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (strcmp(job, "pause") == 0)
		pause();
	board = mmap(0, sizeof *board, PROT_READ | PROT_WRITE, MAP_SHARED, 3, 0);
	check(board == MAP_FAILED ? -1 : 0, "mmap");
	syscall(SYS_rt_sigprocmask, SIG_SETMASK, &every, 0, sizeof every);
	if (strcmp(job, "signals") == 0) {
		others();
	} else if (strcmp(job, "orphans") == 0) {
		for (int i = 0; i < 4; i++)
			parts[i] = (struct part){orphans, number};
	} else if (strcmp(job, "forks") == 0) {
		struct rlimit most = {number, number};
		check(number ? setrlimit(RLIMIT_NPROC, &most) : 0, "setrlimit");
		parts[0].run = forks;
	} else if (strcmp(job, "memory") == 0) {
		parts[0].run = hogs;
		parts[1] = (struct part){fill, number};
		parts[2] = (struct part){orphans, 10};
		greedy = 1;
	} else {
		fprintf(stderr, "storm: unknown job '%s'\n", job);
		return 99;
	}
	command = getpid();
	for (int i = 0; i < 4; i++)
		if (parts[i].run)
			start(&parts[i]), check(parts[i].pid, "fork");
	receive(0);
}
