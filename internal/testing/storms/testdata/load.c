// load JOB [NUMBER]: the command that the tests have dumb-init run.
//
// It counts the signals that it receives, on a board in memory that it shares with the test:
// descriptor 3. Its workers put load on dumb-init. The jobs:
//
//   pause             do nothing; there is no board
//   signals           two more processes count signals
//   orphans NUMBER    four workers leave orphans, in bursts of so many
//   endless NUMBER    likewise, but there is always another orphan to reap, and TERM ends no worker
//   forks [NUMBER]    a worker forks as often as it can; with a limit (RLIMIT_NPROC) of its own
//   memory NUMBER     workers use up the memory; one reads a file of so many MiB
//
// All signals are blocked, and taken by system calls: the C library keeps 32 and 33 to itself.
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

struct worker {
	void (*run)(int); // null: there is no such worker
	int number;       // the argument of run
	pid_t pid;        // -1 after its end
};

struct board *board;
pid_t command;

static struct worker workers[worker_count];
static int short_of_memory; // the job is to use up the memory
static int term_ignored;    // by the workers

// Sets how likely the kernel is to kill the process when it is short of memory, from -1000 to 1000
// (proc_pid_oom_score_adj(5)). The command has 0.
static void set_oom_score(const char *score)
{
	int fd = open("/proc/self/oom_score_adj", O_WRONLY);

	check(fd, "oom_score_adj");
	check(write(fd, score, strlen(score)), "oom_score_adj");
	close(fd);
}

// Ignores a signal, 32 and 33 as well, which sigaction(3) refuses. The kernel's struct sigaction
// begins with the handler; its other members are 0.
static void ignore(int signal)
{
	struct {
		void *handler;
		unsigned long others[7];
	} action = {SIG_IGN, {0}};

	syscall(SYS_rt_sigaction, signal, &action, 0, 8);
}

// Lets no signal disturb a worker, except TERM, which usually ends it. (KILL and STOP cannot be
// ignored: the kernel refuses that.)
static void set_signals_of_worker(void)
{
	const uint64_t none = 0;

	for (int signal = 1; signal < signal_count; signal++)
		if (signal != SIGCHLD && (signal != SIGTERM || term_ignored))
			ignore(signal);
	syscall(SYS_rt_sigprocmask, SIG_SETMASK, &none, 0, sizeof none);
}

static void start(struct worker *worker)
{
	worker->pid = fork();
	if (worker->pid != 0)
		return;
	if (short_of_memory)
		set_oom_score("500");
	set_signals_of_worker();
	while (!get(&board->begin) && goes_on())
		sched_yield();
	worker->run(worker->number);
	_exit(0);
}

// Reaps the workers that have ended, and nobody else: orphans are not children of the command. A
// worker that the kernel has killed because it is short of memory is started again.
static void reap_workers(void)
{
	for (int i = 0; i < worker_count; i++) {
		struct worker *worker = &workers[i];

		if (worker->pid > 0 && waitpid(worker->pid, 0, WNOHANG) > 0)
			worker->pid = -1;
		if (short_of_memory && worker->pid < 0 && goes_on())
			start(worker);
	}
}

// A value has its sender in the highest four bits. The others say how many of that signal the
// sender has sent before.
static void count_value(int signal, uint32_t value)
{
	uint32_t sender = (value >> 28) % sender_count;
	uint32_t number = value & 0xfffffff;

	add(&board->valued);
	if (number != board->next[sender][signal])
		add(&board->disorder);
	board->next[sender][signal] = number + 1;
}

static void count(int receiver, int signal, const siginfo_t *info)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	set(&board->latest[receiver][signal], now.tv_sec * 1000000000ULL + now.tv_nsec);
	if (info->si_code == SI_QUEUE && receiver == 0)
		count_value(signal, info->si_value.sival_int);
	add(&board->arrivals[receiver][signal]);
}

static __attribute__((noreturn)) void end(void)
{
	if (short_of_memory) {
		set_oom_score("1000");
		take_memory();
	}
	_exit(42);
}

// Counts signals until the one comes that is to end it.
static __attribute__((noreturn)) void receive(int receiver)
{
	const uint64_t every = ~0ULL;
	siginfo_t info;

	add(&board->ready);
	for (;;) {
		int signal = syscall(SYS_rt_sigtimedwait, &every, &info, 0, sizeof every);
		int child_ended = signal == SIGCHLD && info.si_code > 0;

		if (signal <= 0 || child_ended) {
			reap_workers();
			continue;
		}
		count(receiver, signal, &info);
		if (signal == (int)get(&board->end))
			end();
	}
}

// Starts the other receivers: one in the command's process group, and one in a session of its own.
static void start_receivers(void)
{
	for (int receiver = 1; receiver < receiver_count; receiver++) {
		if (fork() != 0)
			continue;
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (receiver == 2)
			setsid();
		receive(receiver);
	}
}

static void limit_processes(int number)
{
	struct rlimit limit = {number, number};

	if (number > 0)
		check(setrlimit(RLIMIT_NPROC, &limit), "setrlimit");
}

// Chooses the workers of a job, and prepares what they need.
static void prepare(const char *job, int number)
{
	if (strcmp(job, "signals") == 0) {
		start_receivers();
	} else if (strcmp(job, "orphans") == 0) {
		for (int i = 0; i < worker_count; i++)
			workers[i] = (struct worker){.run = orphans, .number = number};
	} else if (strcmp(job, "endless") == 0) {
		term_ignored = 1;
		for (int i = 0; i < worker_count; i++)
			workers[i] = (struct worker){.run = orphans_without_pause, .number = number};
	} else if (strcmp(job, "forks") == 0) {
		limit_processes(number);
		workers[0] = (struct worker){.run = forks};
	} else if (strcmp(job, "memory") == 0) {
		short_of_memory = 1;
		workers[0] = (struct worker){.run = leave_hogs};
		workers[1] = (struct worker){.run = fill_page_cache, .number = number};
		workers[2] = (struct worker){.run = orphans, .number = 10};
	} else {
		fprintf(stderr, "load: unknown job '%s'\n", job);
		exit(99);
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
	command = getpid();
	prepare(job, number);
	for (int i = 0; i < worker_count; i++) {
		if (workers[i].run == NULL)
			continue;
		start(&workers[i]);
		check(workers[i].pid, "fork");
	}
	receive(0);
}
