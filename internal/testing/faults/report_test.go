package faults

import (
	"fmt"
	"slices"
	"strings"
	"sync"
)

// report collects the outcomes of each row of the table.
type report struct {
	mutex    sync.Mutex
	outcomes map[int][]string
}

func (r *report) add(row int, o *outcome) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.outcomes == nil {
		r.outcomes = map[int][]string{}
	}
	r.outcomes[row] = append(r.outcomes[row], o.String())
}

// String returns a table. A row has how often a fault was tried, and a line for each outcome.
func (r *report) String() string {
	var text strings.Builder
	line := func(scene, call, moments, tried, outcome string) {
		fmt.Fprintf(&text, "%-26s %-17s %-16s %5s  %s\n", scene, call, moments, tried, outcome)
	}
	text.WriteByte('\n')
	line("scene", "call", "when", "tried", "outcome")
	total := 0
	for row, f := range faults {
		outcomes := r.outcomes[row]
		tried := len(outcomes)
		total += tried
		slices.Sort(outcomes)
		for i, outcome := range slices.Compact(outcomes) {
			if i == 0 {
				line(f.scene.name, f.call, f.moments, fmt.Sprint(tried), outcome)
			} else {
				line("", "", "", "", outcome)
			}
		}
	}
	fmt.Fprintf(&text, "%d faults tried\n", total)
	return text.String()
}
