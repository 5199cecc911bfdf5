/*
 * launch [CHANGE]... -- PATH ARGV...
 *
 * Makes changes to itself that a program inherits, in this order, and executes PATH with the
 * arguments ARGV, of which the first is the name. A change is a name of the table below, or
 * NAME=VALUE.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <grp.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

extern char **environ;

/* What a test sees if a change cannot be made. */
enum { FAILED = 99 };

/* Another environment. With the first entry it replaces that of launch. */
static char *entries[1000];
static int entry_count;

static int no_arguments;

static void check(int result, const char *what)
{
	if (result >= 0)
		return;
	fprintf(stderr, "launch: ");
	perror(what);
	exit(FAILED);
}

static void limit(int resource, const char *value)
{
	rlim_t most = strtoul(value, 0, 10);
	struct rlimit both = {
		.rlim_cur = most,
		.rlim_max = most,
	};
	check(setrlimit(resource, &both), "setrlimit");
}

static void add_entry(char *entry)
{
	entries[entry_count] = entry;
	entry_count++;
	environ = entries;
}

/* Ignores every signal that can be ignored, also 32 and 33, which the C library refuses. */
static void ignore(char *unused)
{
	struct {
		void *handler;
		unsigned long rest[7];
	} action = {
		.handler = SIG_IGN,
	};

	(void)unused;
	for (int signal = 1; signal <= 64; signal++)
		syscall(SYS_rt_sigaction, signal, &action, 0, 8);
}

/* Blocks every signal, also 32 and 33. */
static void block(char *unused)
{
	const uint64_t every = ~0ULL;

	(void)unused;
	check(syscall(SYS_rt_sigprocmask, SIG_SETMASK, &every, 0, 8), "block");
}

/* Closes a file descriptor. */
static void close_one(char *fd)
{
	check(close(atoi(fd)), "close");
}

/* Opens all file descriptors from 3 to this one, and closes those above. */
static void open_to(char *fd)
{
	int last = atoi(fd);

	for (int next = 3; next <= last; next++)
		check(dup2(0, next), "open-to");
	close_range(last + 1, ~0U, 0);
}

/* Limits the address space to so many bytes. */
static void address_space(char *bytes)
{
	limit(RLIMIT_AS, bytes);
}

/* Limits the processes of the user. */
static void processes(char *number)
{
	limit(RLIMIT_NPROC, number);
}

/* Becomes another user, with a group of the same number. */
static void uid(char *id)
{
	check(setgroups(0, 0), "setgroups");
	check(setgid(atoi(id)), "setgid");
	check(setuid(atoi(id)), "setuid");
}

/* Changes the working directory. */
static void change_directory(char *path)
{
	check(chdir(path), "chdir");
}

/* Removes a directory. */
static void remove_directory(char *path)
{
	check(rmdir(path), "rmdir");
}

/* Passes an empty environment, or that of the entries. */
static void no_env(char *unused)
{
	(void)unused;
	environ = entries;
}

/* Adds LISTEN_PID with its own process ID, which the program will have, to another environment. */
static void listen_pid(char *unused)
{
	static char text[40];

	(void)unused;
	sprintf(text, "LISTEN_PID=%d", getpid());
	add_entry(text);
}

/*
 * Makes a child that stays until it is killed. Its end sends launch no signal (clone(2)), so only a
 * wait with __WALL or __WCLONE sees it.
 */
static void silent_child(char *unused)
{
	const int no_signal = 0;
	long child = syscall(SYS_clone, no_signal, 0, 0, 0, 0);

	(void)unused;
	check(child, "clone");
	while (child == 0)
		pause();
}

/*
 * Has a system call fail, as sandboxes do (seccomp(2)). The value is the architecture of the call
 * (AUDIT_ARCH_*), its number and the error number, with colons between them.
 */
static void refuse(char *value)
{
	unsigned arch = 0, number = 0, error = 0;
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {
		.len = sizeof code / sizeof *code,
		.filter = code,
	};

	if (sscanf(value, "%u:%u:%u", &arch, &number, &error) != 3)
		check(-1, "refuse");
	code[1].k = arch;
	code[3].k = number;
	code[4].k |= error;
	check(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no-new-privileges");
	check(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program), "seccomp");
}

/* Passes no arguments, not even a name. */
static void pass_no_arguments(char *unused)
{
	(void)unused;
	no_arguments = 1;
}

static const struct change {
	const char *name;
	void (*make)(char *value);
} changes[] = {
	{"address-space", address_space},
	{"block", block},
	{"chdir", change_directory},
	{"close", close_one},
	{"env", add_entry}, /* adds an entry to another environment */
	{"ignore", ignore},
	{"listen-pid", listen_pid},
	{"no-arguments", pass_no_arguments},
	{"no-env", no_env},
	{"open-to", open_to},
	{"processes", processes},
	{"refuse", refuse},
	{"rmdir", remove_directory},
	{"silent-child", silent_child},
	{"uid", uid},
	{0},
};

static void make(char *name)
{
	const struct change *change = changes;
	char *value = strchr(name, '=');

	if (value) {
		*value = 0;
		value++;
	}
	while (change->name && strcmp(change->name, name) != 0)
		change++;
	if (!change->name) {
		fprintf(stderr, "launch: unknown change '%s'\n", name);
		exit(FAILED);
	}
	change->make(value);
}

int main(int argc, char **argv)
{
	char *nothing[] = {0};
	int i = 1;

	while (i < argc && strcmp(argv[i], "--") != 0) {
		make(argv[i]);
		i++;
	}
	if (argc - i < 2) {
		fprintf(stderr, "launch: no program\n");
		return FAILED;
	}
	execve(argv[i + 1], no_arguments ? nothing : argv + i + 2, environ);
	perror("launch: execve");
	return FAILED;
}
