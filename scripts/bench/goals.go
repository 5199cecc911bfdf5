package main

import (
	"fmt"
	"math"
	"slices"
)

// A goal is that a figure of ours is at most so many times another init's. None of them fails a
// test or a run, as the ratio of two times is also a matter of the machine, and of what else it
// does.
type goal struct {
	figure string // its key
	with   string // the init to compare with
	most   float64
}

var goals = []goal{
	{"start", "dumb-init 1.2.5", 0.25}, // CHANGELOG.md claims less than a third
	{"start", "tini", 0.45},
	{"start", "catatonit", 0.45},
	{"start", "C floor", 1.02},
	{"signal_cpu", "dumb-init 1.2.5", 1},
	{"single_signal_cpu", "dumb-init 1.2.5 -c", 1},
	{"orphan_cpu_1", "dumb-init 1.2.5", 1},
	{"single_orphan_cpu", "dumb-init 1.2.5 -c", 1},
}

// goals returns a table of the goals, with a mark where one is not reached.
func (r *Report) goals() string {
	rows := [][]string{{"goal", "compared with", "ratio", "at most", ""}}
	for _, goal := range goals {
		rows = append(rows, goal.row(r))
	}
	return markdown(rows)
}

func (g *goal) row(r *Report) []string {
	most := fmt.Sprintf("%.2f", g.most)
	figure := r.figure(g.figure)
	if figure == nil {
		return []string{g.figure, g.with, "not measured", most, ""}
	}
	inits := figure.Inits
	if inits == nil {
		inits = r.Inits
	}
	ours := figure.Values[0]
	other := figure.Values[slices.Index(inits, g.with)]
	if other <= 0 { // on a busy machine a start can take less time with an init than without
		return []string{figure.Name, g.with, "none", most, ""}
	}
	ratio := math.Round(100*ours/other) / 100 // as it is printed
	mark := ""
	if ratio > g.most {
		mark = "<- above " + most
	}
	return []string{figure.Name, g.with, fmt.Sprintf("%.2f", ratio), most, mark}
}
