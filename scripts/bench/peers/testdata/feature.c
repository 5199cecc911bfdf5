// feature MODE: a command that finds out what the init above it does for it, and prints that in
// lines. The first line is "ready".
//
//   count   prints each signal that comes, and the value that was queued with it
//   family  has a child that counts, and sends it USR2 when FENCE comes: by then what was sent
//           before has come
//   stray   is like family, but the child is in another session
//   orphan  leaves a grandchild, which prints "adopted" if its new parent is the init
//   leave   exits, and leaves a child. After TERM the child sends the init FENCE. It prints "done"
//           when FENCE is forwarded to it, as an init that exits with its command does not do
//   background  exits, and leaves a child in another session. The child sends the init FENCE, and
//           prints "done" when FENCE is forwarded to it, and nothing else has come before
//   listen  prints "mine" if LISTEN_PID is its process ID
//   under   as PID 1 has a child, which starts the init that the arguments name, and exits at the
//           end of standard input
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define FENCE 64 // a signal that every init forwards

// Sets of signals as the kernel has them: the C library does not let one block 32 and 33.
#define SET(signal) ((uint64_t)1 << ((signal) - 1))
static const uint64_t all = -1;

static void say(const char *line)
{
	puts(line);
	fflush(stdout);
}

// Waits for a signal of a set, and returns it.
static int take(uint64_t set, siginfo_t *info)
{
	int signal;

	do
		signal = syscall(SYS_rt_sigtimedwait, &set, info, NULL, sizeof set);
	while (signal < 0);
	return signal;
}

static void count(void)
{
	siginfo_t info;

	say("ready");
	for (;;) {
		int value = 0;

		take(all, &info);
		if (info.si_code == SI_QUEUE)
			value = info.si_value.sival_int;
		printf("%d %d\n", info.si_signo, value);
		fflush(stdout);
	}
}

static void family(void)
{
	pid_t child = fork();

	if (child == 0)
		count();
	for (;;) {
		take(SET(FENCE), NULL);
		kill(child, SIGUSR2);
	}
}

static void stray(void)
{
	pid_t child = fork();

	if (child == 0) {
		setsid();
		count();
	}
	for (;;) {
		take(SET(FENCE), NULL);
		kill(child, SIGUSR2);
	}
}

static void orphan(void)
{
	pid_t init = getppid();
	pid_t parent;

	if (fork() != 0)
		return;
	parent = getpid();
	if (fork() != 0)
		_exit(0);
	while (getppid() == parent)
		usleep(1000);
	say("ready");
	say(getppid() == init ? "adopted" : "lost");
}

static void leave(void)
{
	pid_t init = getppid();

	if (fork() != 0)
		exit(0);
	say("ready");
	take(SET(SIGTERM), NULL);
	kill(init, FENCE);
	take(SET(FENCE), NULL);
	say("done");
	exit(0);
}

static void background(void)
{
	pid_t init = getppid();
	pid_t parent = getpid();

	if (fork() != 0)
		exit(0);
	setsid();
	while (getppid() == parent)
		usleep(1000);
	say("ready");
	kill(init, FENCE);
	if (take(SET(SIGTERM) | SET(FENCE), NULL) == FENCE)
		say("done");
	exit(0);
}

static void listen(void)
{
	const char *pid = getenv("LISTEN_PID");

	say("ready");
	say(pid && atoi(pid) == getpid() ? "mine" : "another's");
}

static void become(char **argv)
{
	dup2(open("/dev/null", O_RDONLY), 0);
	execv(argv[0], argv);
	_exit(1);
}

static void under(char **init)
{
	char c;

	if (fork() != 0)
		return;
	if (fork() == 0)
		become(init);
	while (read(0, &c, 1) > 0)
		continue;
	exit(0);
}

static const struct {
	const char *name;
	void (*run)(void);
} modes[] = {
	{"count", count},
	{"family", family},
	{"stray", stray},
	{"orphan", orphan},
	{"leave", leave},
	{"background", background},
	{"listen", listen},
};

int main(int argc, char **argv)
{
	if (argc < 2)
		return 2;
	if (strcmp(argv[1], "under") == 0) {
		under(argv + 2);
	} else {
		syscall(SYS_rt_sigprocmask, SIG_BLOCK, &all, NULL, sizeof all);
		for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
			if (strcmp(argv[1], modes[i].name) == 0)
				modes[i].run();
	}
	for (;;)
		pause();
}
