// floor: the least that an init can be: it forwards what it gets to its command, reaps, and exits with the
// command's status. No options, no session, no terminal, no care for what goes wrong.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	sigset_t all, before;
	pid_t command, pid;
	int signal, status;

	(void)argc;
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	command = vfork();
	if (!command) {
		sigprocmask(SIG_SETMASK, &before, NULL);
		execvp(argv[1], argv + 1);
		_exit(127);
	}
	for (;;) {
		signal = sigwaitinfo(&all, NULL);
		if (signal != SIGCHLD) {
			kill(command, signal);
			continue;
		}
		while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
			if (pid == command)
				_exit(WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status));
	}
}
