/* The parts of the storms: processes that the command starts, and that make others without end. */
#include "board.h"
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>

/* The storm goes on until it is stopped, or the command has ended. */
int go_on(void) { return !get(&board->stop) && kill(command, 0) == 0; }

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
void orphans(int number)
{
	while (go_on())
		for (pid_t last = burst(number); last && kill(last, 0) == 0 && go_on(); sched_yield())
			;
	_exit(0);
}

/* Forks as often as it can, and so do the children. Where the limit is reached, half of them end, so that there
 * is room again once their parents have ended as well and they have been reaped. The first goes on. */
void forks(int unused)
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
void fill(int megabytes)
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

/* Takes memory until it is killed. */
void hog(void)
{
	const size_t size = 1 << 20;
	for (;;) {
		void *memory = mmap(0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (memory != MAP_FAILED)
			memset(memory, 1, size);
	}
}

/* Leaves orphans that take memory, each when the last has been killed and reaped. */
void hogs(int unused)
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
