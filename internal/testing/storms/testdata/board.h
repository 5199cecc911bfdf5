/* The board, and the parts of the storms, which are in parts.c. */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { signals = 65, senders = 8, receivers = 3 };

/* What the command shares with the test. The same is in board_test.go. */
struct board {
	uint64_t ready;    /* receivers that are */
	uint64_t begin;    /* set by the test: the storm is to */
	uint64_t stop;     /* set by the test: the storm is to end */
	uint64_t end;      /* set by the test: the signal with which a receiver exits with status 42 */
	uint64_t made;     /* processes by the storm */
	uint64_t refused;  /* forks, by a limit */
	uint64_t killed;   /* processes that took memory */
	uint64_t valued;   /* signals that brought a value along */
	uint64_t disorder; /* values that were not the next of their sender and signal */
	uint64_t next[senders][signals]; /* values */
	uint64_t arrivals[receivers][signals];
	uint64_t latest[receivers][signals]; /* arrival, in nanoseconds of CLOCK_MONOTONIC */
};

extern struct board *board;
extern pid_t command; /* its process ID */

static inline void add(uint64_t *counter) { __atomic_add_fetch(counter, 1, __ATOMIC_SEQ_CST); }
static inline uint64_t get(uint64_t *counter) { return __atomic_load_n(counter, __ATOMIC_SEQ_CST); }
static inline void set(uint64_t *counter, uint64_t to) { __atomic_store_n(counter, to, __ATOMIC_SEQ_CST); }

static inline void check(int result, const char *what)
{
	if (result < 0) {
		perror(what);
		exit(99);
	}
}

int go_on(void);
void orphans(int number);
void forks(int unused);
void hogs(int unused);
void fill(int megabytes);
void hog(void) __attribute__((noreturn));
