// What the command's workers do: each makes other processes, or takes memory, without end.
#include "board.h"
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>

// The workers go on until the test stops them, or the command has ended.
int goes_on(void)
{
	return !get(&board->stop) && kill(command, 0) == 0;
}

// Waits until a process has been reaped: until then kill finds it.
static void wait_until_reaped(pid_t pid)
{
	while (kill(pid, 0) == 0 && goes_on())
		sched_yield();
}

static int exit_at_once(void *unused)
{
	(void)unused;
	_exit(0);
}

// Makes a process that ends at once. It is cheap, as it shares the memory of its parent, and,
// since the parent sleeps until it has ended (CLONE_VFORK, clone(2)), one stack with all others.
static pid_t make_zombie(void)
{
	static char stack[4096] __attribute__((aligned(16)));
	pid_t pid = clone(exit_at_once, stack + sizeof stack, CLONE_VM | CLONE_VFORK | SIGCHLD, 0);

	add(pid > 0 ? &board->made : &board->refused);
	return pid;
}

// Makes so many orphans that have ended already. All come to dumb-init at once, when their parent
// ends. Returns the last of them, or 0 if none could be made.
static pid_t burst(int number)
{
	static pid_t *last; // shared with the parent of the orphans

	if (!last)
		last = mmap(0, sizeof *last, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t parent = fork();
	if (parent == 0) {
		for (int i = 0; i < number; i++) {
			pid_t orphan = make_zombie();

			if (orphan > 0)
				*last = orphan;
		}
		_exit(0);
	}
	if (parent < 0 || waitpid(parent, 0, 0) != parent)
		return 0;
	return *last;
}

// Makes bursts of orphans. The next burst is made when the last orphan of the one before has been
// reaped, so no more than one burst is ever left.
void orphans(int in_a_burst)
{
	while (goes_on()) {
		pid_t last = burst(in_a_burst);

		if (last > 0)
			wait_until_reaped(last);
	}
	_exit(0);
}

// Makes bursts of orphans so that there is always another to reap: two bursts are made at first,
// and another whenever one has been reaped. This holds if making a burst takes less time than
// reaping one.
void orphans_without_pause(int in_a_burst)
{
	pid_t before = burst(in_a_burst);

	while (goes_on()) {
		pid_t last = burst(in_a_burst);

		if (before > 0)
			wait_until_reaped(before);
		before = last;
	}
	_exit(0);
}

// Forks as often as it can, and so do the children. At the limit half of them end. There is room
// again once their parents have ended as well, and all have been reaped. The first process goes
// on.
void forks(int unused)
{
	(void)unused;

	pid_t first = getpid();
	unsigned seed = 1;

	while (goes_on()) {
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
			continue;
		sched_yield();
	}
	_exit(0);
}

// Fills memory with pages that the kernel can reclaim: it reads a file without end.
void fill_page_cache(int megabytes)
{
	static char page[1 << 16];
	off_t size = (off_t)megabytes << 20;
	FILE *file = tmpfile();
	int fd = file ? fileno(file) : -1;

	check(fd, "tmpfile");
	check(ftruncate(fd, size), "ftruncate");
	for (off_t at = 0; goes_on(); at = (at + sizeof page) % size)
		check(pread(fd, page, sizeof page, at), "pread");
	_exit(0);
}

// Takes memory until it is killed.
void take_memory(void)
{
	const size_t size = 1 << 20;

	for (;;) {
		void *memory = mmap(0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		if (memory != MAP_FAILED)
			memset(memory, 1, size);
	}
}

// Forks an orphan that takes memory, and ends. Its process ID is written to a pipe.
static __attribute__((noreturn)) void leave_hog(int to)
{
	pid_t hog = fork();

	if (hog == 0)
		take_memory();
	_exit(hog < 0 || write(to, &hog, sizeof hog) < 0);
}

// Leaves orphans that take memory, each when the one before has been killed and reaped.
void leave_hogs(int unused)
{
	(void)unused;

	int ends[2];

	check(pipe(ends), "pipe");
	while (goes_on()) {
		pid_t parent = fork();
		pid_t hog;
		int status;

		if (parent == 0)
			leave_hog(ends[1]);
		if (parent < 0 || waitpid(parent, &status, 0) < 0 || status != 0)
			continue;
		if (read(ends[0], &hog, sizeof hog) < 0)
			continue;
		wait_until_reaped(hog);
		add(&board->killed);
	}
	_exit(0);
}
