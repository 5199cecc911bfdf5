/* For probe.c: making orphans, processes whose parent has ended. */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * Makes an orphan that ends at once: a grandchild, whose parent has ended; in a session of its own
 * if so wanted. Until it ends it has the open files of its maker.
 */
static void make_orphan(int session)
{
	int status;
	pid_t child = fork();

	if (child == 0) {
		if (session)
			setsid();
		_exit(fork() < 0);
	}
	if (child < 0 || waitpid(child, &status, 0) != child || status != 0) {
		perror("fork");
		_exit(1);
	}
}

/* Makes so many orphans. Returns when all of them have ended: nobody has the pipe open any more. */
static void make_orphans(int count, int session)
{
	int ends[2];
	char byte;

	if (pipe(ends) < 0)
		_exit(1);
	for (int i = 0; i < count; i++)
		make_orphan(session);
	close(ends[1]);
	if (read(ends[0], &byte, 1) != 0)
		_exit(1);
}
