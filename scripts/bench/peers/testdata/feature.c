// feature MODE: a command that finds out what the init above it does for it. It says so in lines on standard output,
// the first, "ready", when it is there.
//
//   count   reports each signal that comes, with the value that was queued with it
//   family  has a child that counts, and sends it USR2 when 64 has come: by then it has got what was sent before
//   stray   so, with the child in a session of its own
//   orphan  leaves a grandchild, which reports "adopted" if the init, and not another, becomes its parent
//   leave   exits with a child that needs some time after TERM, and reports "done" then
//   listen  reports "mine" if LISTEN_PID is its process ID
//   under   as PID 1, has a child that runs the init that the arguments name, and exits at the end of standard input
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static const uint64_t all = -1; // signals: more than the C library lets one block

static void say(const char *line)
{
	puts(line);
	fflush(stdout);
}

static void count(void)
{
	siginfo_t info;

	say("ready");
	for (;;)
		if (syscall(SYS_rt_sigtimedwait, &all, &info, NULL, sizeof all) > 0) {
			printf("%d %d\n", info.si_signo, info.si_code == SI_QUEUE ? info.si_value.sival_int : 0);
			fflush(stdout);
		}
}

static void family(int apart)
{
	uint64_t fence = (uint64_t)1 << 63;
	pid_t child = fork();

	if (!child) {
		if (apart)
			setsid();
		count();
	}
	for (;;)
		if (syscall(SYS_rt_sigtimedwait, &fence, NULL, NULL, sizeof fence) > 0)
			kill(child, SIGUSR2);
}

static void orphan(void)
{
	pid_t init = getppid(), parent;

	if (fork())
		return;
	parent = getpid();
	if (fork())
		_exit(0);
	while (getppid() == parent)
		usleep(1000);
	say("ready");
	say(getppid() == init ? "adopted" : "lost");
}

static void leave(void)
{
	sigset_t term;
	int signal;

	if (fork())
		exit(0);
	sigemptyset(&term);
	sigaddset(&term, SIGTERM);
	say("ready");
	sigwait(&term, &signal);
	sleep(1);
	say("done");
	exit(0);
}

int main(int argc, char **argv)
{
	const char *mode = argc > 1 ? argv[1] : "";
	char c;

	if (!strcmp(mode, "under")) {
		if (fork())
			for (;;)
				pause();
		if (!fork()) {
			dup2(open("/dev/null", O_RDONLY), 0);
			execv(argv[2], argv + 2);
			_exit(1);
		}
		while (read(0, &c, 1) > 0)
			;
		return 0;
	}
	syscall(SYS_rt_sigprocmask, SIG_BLOCK, &all, NULL, sizeof all);
	if (!strcmp(mode, "count"))
		count();
	if (!strcmp(mode, "family") || !strcmp(mode, "stray"))
		family(!strcmp(mode, "stray"));
	if (!strcmp(mode, "orphan"))
		orphan();
	if (!strcmp(mode, "leave"))
		leave();
	if (!strcmp(mode, "listen")) {
		say("ready");
		say(getenv("LISTEN_PID") && atoi(getenv("LISTEN_PID")) == getpid() ? "mine" : "another's");
	}
	for (;;)
		pause();
}
