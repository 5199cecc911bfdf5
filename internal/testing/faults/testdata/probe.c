// probe MARK [give-up] [queue] [orphans] [SIGNAL]...: the command that the init runs.
//
// It creates the file MARK, then does what the words say, one after the other:
//
//   give-up  from here on do not wait long for a signal: it is expected to be lost
//   queue    from here on send signals with a value (sigqueue)
//   orphans  leave three orphans, one after the other, and wait until each has been reaped
//   SIGNAL   have the init forward this signal, a number
//
// It exits with 7, with 8 if a signal that the init was to forward did not come back, or with 10
// if it cannot do its work. What never happens is waited for without end, which the test sees.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	all_well = 7,
	signal_lost = 8,
	unable = 10,
};

static int give_up;
static int queue;

static void send_to_parent(int signal)
{
	if (queue)
		sigqueue(getppid(), signal, (union sigval){.sival_int = 42});
	else
		kill(getppid(), signal);
}

// Returns how long to wait for a signal before it is sent again. A machine may stall, so the
// waits grow: 50 ms, 200 ms, and so on to 51 s. What is expected to be lost is not worth that.
static struct timespec patience(int attempt)
{
	long ms = 50;

	if (!give_up)
		ms <<= 2 * attempt;
	return (struct timespec){ms / 1000, ms % 1000 * 1000000};
}

// Sends the init a signal until the signal comes back, six times at most: what a fault swallows
// is not sent again by anybody else. A signal that stops the init needs a CONT first.
static int forwarded(int signal)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, signal);
	for (int attempt = 0; attempt < 6; attempt++) {
		struct timespec wait = patience(attempt);

		if (attempt > 0 && signal == SIGTSTP)
			kill(getppid(), SIGCONT);
		send_to_parent(signal);
		if (sigtimedwait(&set, NULL, &wait) == signal)
			return all_well;
	}
	if (give_up)
		return signal_lost;
	while (sigwaitinfo(&set, NULL) != signal)
		continue;
	return all_well;
}

// The parent of an orphan: forks it, writes its process ID to a pipe, and ends.
static void leave_orphan(int to)
{
	pid_t orphan = fork();

	if (orphan == 0)
		_exit(0);
	_exit(write(to, &orphan, sizeof orphan) != sizeof orphan);
}

// Leaves an orphan that ends at once, and waits until the init has reaped it: then no process has
// its number.
static int orphan_reaped(void)
{
	int ends[2];
	pid_t orphan;

	if (pipe(ends) != 0)
		return unable;
	if (fork() == 0)
		leave_orphan(ends[1]);
	wait(NULL);
	if (read(ends[0], &orphan, sizeof orphan) != sizeof orphan)
		return unable;
	while (kill(orphan, 0) == 0 || errno != ESRCH)
		nanosleep(&(struct timespec){0, 1000000}, NULL);
	return all_well;
}

static int orphans(void)
{
	int status = all_well;

	for (int i = 0; i < 3 && status == all_well; i++)
		status = orphan_reaped();
	return status;
}

// Does what a word says.
static int act(const char *word)
{
	if (strcmp(word, "give-up") == 0) {
		give_up = 1;
		return all_well;
	}
	if (strcmp(word, "queue") == 0) {
		queue = 1;
		return all_well;
	}
	if (strcmp(word, "orphans") == 0)
		return orphans();
	return forwarded(atoi(word));
}

// Signals are taken by sigtimedwait alone: all are blocked, except CHLD.
static void block_signals(void)
{
	sigset_t all;

	sigfillset(&all);
	sigdelset(&all, SIGCHLD);
	sigprocmask(SIG_SETMASK, &all, NULL);
}

int main(int argc, char **argv)
{
	int status = all_well;

	close(open(argv[1], O_CREAT | O_WRONLY, 0600));
	block_signals();
	for (int i = 2; i < argc && status == all_well; i++)
		status = act(argv[i]);
	return status;
}
