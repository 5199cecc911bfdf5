// work: gives the init above it something to do. It says that it is there with a byte on standard output,
// and then obeys what comes on standard input, each with a byte when it is done:
//
//   s  sends the init 200 signals, each after the last has come back
//   o  leaves the init 100 orphans, each after the last has been reaped
//
// At the end of standard input it exits.
#define _GNU_SOURCE
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static void signals(void)
{
	sigset_t set;
	pid_t init = getppid();

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	for (int i = 0; i < 200; i++) {
		kill(init, SIGUSR1);
		sigwaitinfo(&set, NULL);
	}
}

static void orphans(void)
{
	volatile pid_t *orphan = mmap(NULL, sizeof *orphan, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	for (int i = 0; i < 100; i++) {
		pid_t parent = fork();

		if (!parent) {
			pid_t pid = fork();

			if (pid)
				*orphan = pid;
			_exit(0);
		}
		waitpid(parent, NULL, 0);
		while (!kill(*orphan, 0))
			sched_yield();
	}
	munmap((void *)orphan, sizeof *orphan);
}

int main(void)
{
	char byte = '.';

	while (write(1, ".", 1) == 1 && read(0, &byte, 1) == 1)
		if (byte == 's')
			signals();
		else
			orphans();
	return 0;
}
