package main

import (
	"fmt"
	"slices"
)

// Report is all that was measured, and where.
type Report struct {
	Date       string   `json:"date"`
	Kernel     string   `json:"kernel"`
	Machine    string   `json:"machine"`
	Processors int      `json:"processors"`
	Load       float64  `json:"load"` // of the minute before
	Rounds     int      `json:"rounds"`
	Inits      []string `json:"inits"`
	Figures    []Figure `json:"figures"`
}

// Figure has a median for each init.
type Figure struct {
	Key    string    `json:"key"`
	Name   string    `json:"name"`
	Unit   string    `json:"unit,omitempty"`
	Inits  []string  `json:"inits,omitempty"` // if not those of the report; only goals are about it
	Values []float64 `json:"values"`          // the first is ours
}

// table returns the figures, legible as they are and as Markdown.
func (r *Report) table() string {
	rows := [][]string{append([]string{""}, r.Inits...)}
	for _, figure := range r.Figures {
		if figure.Inits == nil {
			rows = append(rows, figure.row())
		}
	}
	return markdown(rows) + "\n" +
		fmt.Sprintf("Medians of %d rounds, in brackets how many times ours. ", r.Rounds) +
		fmt.Sprintf("%s, Linux %s, %d processors, load %.1f; %s.\n",
			r.Machine, r.Kernel, r.Processors, r.Load, r.Date)
}

func (f *Figure) row() []string {
	name := f.Name
	if f.Unit != "" {
		name += ", " + f.Unit
	}
	row := []string{name}
	for i, value := range f.Values {
		cell := number(value)
		if i > 0 && f.Values[0] != 0 {
			cell += fmt.Sprintf(" (%s)", number(value/f.Values[0]))
		}
		row = append(row, cell)
	}
	return row
}

// figure returns a figure by its key, or nil if it was not measured.
func (r *Report) figure(key string) *Figure {
	i := slices.IndexFunc(r.Figures, func(f Figure) bool { return f.Key == key })
	if i < 0 {
		return nil
	}
	return &r.Figures[i]
}
