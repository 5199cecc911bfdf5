package main

import "time"

// effort is how much is measured.
type effort struct {
	starts  int // of each init
	traces  int // of a start, of each init
	rounds  int // in which each init has its turn
	signals int // in a turn
	bursts  []burst
	idle    time.Duration
}

// burst is of orphans that end at once.
type burst struct {
	orphans int
	times   int // in a turn
	rounds  int
}

var thorough = effort{
	starts:  1000,
	traces:  5,
	rounds:  11,
	signals: 5000,
	bursts: []burst{
		{orphans: 1, times: 1000, rounds: 11},
		{orphans: 10, times: 100, rounds: 11},
		{orphans: 1000, times: 3, rounds: 11},
		{orphans: 30000, times: 1, rounds: 5},
	},
	idle: 10 * time.Second,
}

var hasty = effort{
	starts:  100,
	traces:  1,
	rounds:  1,
	signals: 1000,
	bursts: []burst{
		{orphans: 1, times: 100, rounds: 1},
		{orphans: 10, times: 20, rounds: 1},
		{orphans: 1000, times: 1, rounds: 1},
		{orphans: 3000, times: 1, rounds: 1},
	},
	idle: 2 * time.Second,
}
