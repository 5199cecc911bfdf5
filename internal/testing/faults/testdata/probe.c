// probe MARK [orphans] [queue] [SIGNAL]...: the command that the init runs.
//
// It creates the file MARK, does what the words say, and exits with 7, or with 8 if a signal that it had
// its parent forward did not come back, or with 9 if an orphan was not reaped.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int queued;

// pass sends the parent a signal until it comes back, six times at most: what a fault swallows is not
// sent again by anybody else. What a signal stops must be continued first.
static int pass(int signal)
{
	sigset_t set;
	struct timespec patience = {0, 50 * 1000 * 1000};

	sigemptyset(&set);
	sigaddset(&set, signal);
	for (int i = 0; i < 6; i++) {
		if (i && signal == SIGTSTP)
			kill(getppid(), SIGCONT);
		if (queued)
			sigqueue(getppid(), signal, (union sigval){.sival_int = 42});
		else
			kill(getppid(), signal);
		if (sigtimedwait(&set, NULL, &patience) == signal)
			return 0;
	}
	return 8;
}

// orphan leaves one behind that ends at once, and waits until the init has reaped it.
static int orphan(void)
{
	int ends[2];
	pid_t pid;

	if (pipe(ends))
		return 10;
	if (!fork()) {
		if (!(pid = fork()))
			_exit(0);
		_exit(write(ends[1], &pid, sizeof pid) != sizeof pid);
	}
	wait(NULL);
	if (read(ends[0], &pid, sizeof pid) != sizeof pid)
		return 10;
	for (int i = 0; i < 2000; i++) {
		if (kill(pid, 0) && errno == ESRCH)
			return 0;
		nanosleep(&(struct timespec){0, 1000 * 1000}, NULL);
	}
	return 9;
}

int main(int argc, char **argv)
{
	sigset_t all;
	int status = 0;

	close(open(argv[1], O_CREAT | O_WRONLY, 0600));
	sigfillset(&all);
	sigdelset(&all, SIGCHLD);
	sigprocmask(SIG_SETMASK, &all, NULL);
	for (int i = 2; i < argc && !status; i++) {
		if (!strcmp(argv[i], "queue"))
			queued = 1;
		else if (!strcmp(argv[i], "orphans"))
			for (int n = 0; n < 3 && !status; n++)
				status = orphan();
		else
			status = pass(atoi(argv[i]));
	}
	return status ? status : 7;
}
