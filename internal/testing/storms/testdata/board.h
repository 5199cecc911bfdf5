// The board, which the command (load.c) shares with the test, and its workers (workers.c).
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
	signal_count = 65, // signals are numbered from 1 to 64
	sender_count = 8,
	receiver_count = 3,
	worker_count = 4,
};

// Counters and switches in shared memory. board_test.go has the same.
struct board {
	uint64_t ready;    // receivers that count signals
	uint64_t begin;    // set by the test: the workers may begin
	uint64_t stop;     // set by the test: the workers are to end
	uint64_t end;      // set by the test: the signal at which a receiver exits with status 42
	uint64_t made;     // processes that the workers have made
	uint64_t refused;  // forks that a limit has refused
	uint64_t killed;   // processes that took memory until they were killed
	uint64_t valued;   // signals that brought a value along
	uint64_t disorder; // values that were not the next of their sender and signal
	uint64_t next[sender_count][signal_count];       // the value that is to come next
	uint64_t arrivals[receiver_count][signal_count]; // signals that have arrived
	uint64_t latest[receiver_count][signal_count];   // of the last arrival: ns of CLOCK_MONOTONIC
};

extern struct board *board;
extern pid_t command; // its process ID

static inline void add(uint64_t *counter)
{
	__atomic_add_fetch(counter, 1, __ATOMIC_SEQ_CST);
}

static inline uint64_t get(uint64_t *counter)
{
	return __atomic_load_n(counter, __ATOMIC_SEQ_CST);
}

static inline void set(uint64_t *counter, uint64_t to)
{
	__atomic_store_n(counter, to, __ATOMIC_SEQ_CST);
}

// Exits with 99 if a call has failed.
static inline void check(int result, const char *what)
{
	if (result < 0) {
		perror(what);
		exit(99);
	}
}

int goes_on(void);

// What workers do. They are called with the number of struct worker.
void orphans(int in_a_burst);
void orphans_without_pause(int in_a_burst);
void forks(int unused);
void fill_page_cache(int megabytes);
void leave_hogs(int unused);

void take_memory(void) __attribute__((noreturn));
