/* storm JOB [NUMBER]: the command that the storms have dumb-init run. It counts the signals that it receives on a board
 * in memory that it shares with the test, which is open as descriptor 3, and its job makes the storm around it. Signals
 * are blocked and taken by system calls of their own: the C library keeps 32 and 33 to itself. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { signals = 65, senders = 8, receivers = 3 };

/* The same is in board_test.go. */
static struct board {
	uint64_t ready;    /* receivers that are */
	uint64_t begin;    /* set by the test: the storm is to */
	uint64_t stop;     /* set by the test: the storm is to end */
	uint64_t end;      /* set by the test: the signal with which a receiver exits with status 42 */
	uint64_t made;     /* processes by the storm */
	uint64_t refused;  /* forks, by a limit */
	uint64_t killed;   /* processes that took memory */
	uint64_t valued;   /* signals that brought a value along */
	uint64_t disorder; /* values that were not the next of their sender and signal */
	uint64_t next[senders][signals]; /* values */
	uint64_t arrivals[receivers][signals];
	uint64_t latest[receivers][signals]; /* arrival, in nanoseconds of CLOCK_MONOTONIC */
} *board;

static void add(uint64_t *counter) { __atomic_add_fetch(counter, 1, __ATOMIC_SEQ_CST); }
static uint64_t get(uint64_t *counter) { return __atomic_load_n(counter, __ATOMIC_SEQ_CST); }
static void set(uint64_t *counter, uint64_t to) { __atomic_store_n(counter, to, __ATOMIC_SEQ_CST); }

static void check(int result, const char *what)
{
	if (result < 0) {
		perror(what);
		exit(99);
	}
}

/* Counts a value: its sender, and how many of that signal the sender has queued before. */
static void count_value(int signal, uint32_t value)
{
	uint32_t sender = value >> 28 & (senders - 1), number = value & 0xfffffff;
	add(&board->valued);
	if (number != board->next[sender][signal])
		add(&board->disorder);
	board->next[sender][signal] = number + 1;
}

static void ignore(int signal)
{
	struct { void *handler; unsigned long rest[7]; } action = {SIG_IGN, {0}};
	syscall(SYS_rt_sigaction, signal, &action, 0, 8);
}

static pid_t command;

/* The storm goes on until it is stopped, or the command has ended. */
static int go_on(void) { return !get(&board->stop) && kill(command, 0) == 0; }

/* Sets how likely the kernel is to kill the process when it is short of memory (proc_pid_oom_score_adj(5)). */
static void likely(const char *score)
{
	int fd = open("/proc/self/oom_score_adj", O_WRONLY);
	check(fd, "oom_score_adj");
	check(write(fd, score, strlen(score)), "oom_score_adj");
	close(fd);
}

static int greedy; /* the command is to take memory at its end */

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

/* Takes memory until it is killed. */
static __attribute__((noreturn)) void hog(void)
{
	const size_t size = 1 << 20;
	for (;;) {
		void *memory = mmap(0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (memory != MAP_FAILED)
			memset(memory, 1, size);
	}
}

static struct part parts[4];

/* Waits for what has ended. Where memory is short, the kernel may kill a part of the storm: it is started again. */
static void reap(void)
{
	for (pid_t pid; (pid = waitpid(-1, 0, WNOHANG)) > 0;)
		for (int i = 0; i < 4; i++)
			if (parts[i].pid == pid)
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

static int leave(void *unused)
{
	(void)unused;
	_exit(0);
}

/* Makes orphans that come all at once, when their parent ends: they have ended before. They share its memory, which makes
 * them cheap, and as it sleeps until one has ended (CLONE_VFORK, clone(2)) also a stack. Returns the last. */
static pid_t burst(int orphans)
{
	static char stack[4096] __attribute__((aligned(16)));
	static pid_t *last;

	if (!last)
		last = mmap(0, sizeof *last, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t parent = fork();
	if (parent == 0) {
		for (int i = 0; i < orphans; i++) {
			pid_t orphan = clone(leave, stack + sizeof stack, CLONE_VM | CLONE_VFORK | SIGCHLD, 0);
			if (orphan > 0)
				*last = orphan;
			add(orphan > 0 ? &board->made : &board->refused);
		}
		_exit(0);
	}
	return parent > 0 && waitpid(parent, 0, 0) == parent ? *last : 0;
}

/* Makes orphans without end. The next burst is made when the last orphan of one has been reaped, as a process of that
 * number is there until then: no more than a burst is ever left. */
static void orphans(int number)
{
	while (go_on())
		for (pid_t last = burst(number); last && kill(last, 0) == 0 && go_on(); sched_yield())
			;
	_exit(0);
}

/* Forks as often as it can, and so do the children. Where the limit is reached, half of them end, so that there
 * is room again once their parents have ended as well and they have been reaped. The first goes on. */
static void forks(int unused)
{
	(void)unused;

	pid_t first = getpid();
	unsigned seed = 1;

	while (go_on()) {
		pid_t pid = fork();
		if (pid == 0)
			seed = getpid();
		if (pid > 0)
			add(&board->made);
		if (pid >= 0)
			continue;
		add(&board->refused);
		if (getpid() != first && rand_r(&seed) % 2)
			_exit(0);
		while (getpid() == first && waitpid(-1, 0, WNOHANG) > 0)
			;
		sched_yield();
	}
	_exit(0);
}

/* Fills the memory with pages that can be reclaimed: those of a file of some MiB, which is read without end. */
static void fill(int megabytes)
{
	static char page[1 << 16];
	FILE *file = tmpfile();
	int fd = file ? fileno(file) : -1;

	check(fd, "tmpfile");
	check(ftruncate(fd, (off_t)megabytes << 20), "ftruncate");
	for (off_t at = 0; go_on(); at = (at + sizeof page) % ((off_t)megabytes << 20))
		check(pread(fd, page, sizeof page, at), "pread");
	_exit(0);
}

/* Leaves orphans that take memory, each when the last has been killed and reaped. */
static void hogs(int unused)
{
	(void)unused;

	int ends[2], status;
	pid_t orphan;

	check(pipe(ends), "pipe");
	while (go_on()) {
		pid_t parent = fork();
		if (parent == 0) {
			orphan = fork();
			if (orphan == 0)
				hog();
			_exit(orphan < 0 || write(ends[1], &orphan, sizeof orphan) < 0);
		}
		if (parent < 0 || waitpid(parent, &status, 0) < 0 || status || read(ends[0], &orphan, sizeof orphan) < 0)
			continue;
		while (kill(orphan, 0) == 0 && go_on())
			sched_yield();
		add(&board->killed);
	}
	_exit(0);
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
