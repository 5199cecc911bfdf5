// floor: the least that an init can be. It forwards each signal to its command, reaps, and exits
// with the command's status. It has no options, no session and no terminal, and does not handle
// errors.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

// Reaps all that has ended, and exits if the command is among them.
static void reap(pid_t command)
{
	pid_t pid;
	int status;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid != command)
			continue;
		if (WIFSIGNALED(status))
			_exit(128 + WTERMSIG(status));
		_exit(WEXITSTATUS(status));
	}
}

int main(int argc, char **argv)
{
	sigset_t all;
	sigset_t before;
	pid_t command;

	(void)argc;
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	command = vfork();
	if (command == 0) {
		sigprocmask(SIG_SETMASK, &before, NULL);
		execvp(argv[1], argv + 1);
		_exit(127);
	}
	for (;;) {
		int signal = sigwaitinfo(&all, NULL);

		if (signal == SIGCHLD)
			reap(command);
		else
			kill(command, signal);
	}
}
