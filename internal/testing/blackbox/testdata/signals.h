/*
 * For probe.c: printing the signals that arrive. The C library keeps 32 and 33 to itself, and so
 * these are the kernel's system calls.
 */
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static const uint64_t every_signal = ~0ULL;

static void block_all_signals(void)
{
	syscall(SYS_rt_sigprocmask, SIG_SETMASK, &every_signal, 0, sizeof every_signal);
}

/* Takes the next signal into info, and returns its number; or -1, if none comes in the time. */
static int take_signal(siginfo_t *info, const struct timespec *time)
{
	int signal;

	do
		signal = syscall(SYS_rt_sigtimedwait, &every_signal, info, time, sizeof every_signal);
	while (signal < 0 && errno == EINTR);
	return signal;
}

static void print_signal(const siginfo_t *info)
{
	int value = 0;

	if (info->si_code == SI_QUEUE)
		value = info->si_value.sival_int;
	printf("signal %d code %d pid %d value %d\n",
		info->si_signo, info->si_code, info->si_pid, value);
}

/*
 * Prints "ready" and the process ID, then signals until so many have come, or a last one has; then
 * those that are pending, and "end".
 */
static void print_signals(int count, int last)
{
	const struct timespec no_time = {0};
	siginfo_t info;

	printf("ready %d\n", getpid());
	while (count > 0) {
		int signal = take_signal(&info, 0);
		print_signal(&info);
		if (signal == last)
			break;
		count--;
	}
	while (take_signal(&info, &no_time) > 0)
		print_signal(&info);
	puts("end");
}
