package main

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
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

// Figure is a median for each init.
type Figure struct {
	Key    string    `json:"key"`
	Name   string    `json:"name"`
	Unit   string    `json:"unit,omitempty"`
	Values []float64 `json:"values"`
}

func (r *Report) add(key, name, unit string, values []float64) {
	r.Figures = append(r.Figures, Figure{key, name, unit, values})
}

// print writes a table, legible as it is and as Markdown.
func (r *Report) print(out io.Writer) error {
	rows := [][]string{append([]string{""}, r.Inits...), nil}
	for _, f := range r.Figures {
		row := []string{f.Name}
		if f.Unit != "" {
			row[0] += ", " + f.Unit
		}
		for i, value := range f.Values {
			cell := number(value)
			if i > 0 && f.Values[0] != 0 {
				cell += fmt.Sprintf(" (%s)", number(value/f.Values[0]))
			}
			row = append(row, cell)
		}
		rows = append(rows, row)
	}
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for n, row := range rows {
		line := "|"
		for i, width := range widths {
			switch {
			case n == 1 && i == 0:
				line += strings.Repeat("-", width+2) + "|"
			case n == 1:
				line += strings.Repeat("-", width+1) + ":|"
			case i == 0:
				line += " " + row[i] + strings.Repeat(" ", width-utf8.RuneCountInString(row[i])) + " |"
			default:
				line += " " + strings.Repeat(" ", width-utf8.RuneCountInString(row[i])) + row[i] + " |"
			}
		}
		if _, err := fmt.Fprintln(out, line); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(out, "\nMedians of %d rounds, in brackets how many times ours. %s, Linux %s, %d processors, load %.1f; %s.\n",
		r.Rounds, r.Machine, r.Kernel, r.Processors, r.Load, r.Date)
	return err
}

// number writes a value with three digits that count, and thousands apart.
func number(value float64) string {
	switch size := math.Abs(value); {
	case value == math.Trunc(value) && size < 1000:
		return strconv.FormatFloat(value, 'f', 0, 64)
	case size < 10:
		return strconv.FormatFloat(value, 'f', 2, 64)
	case size < 100:
		return strconv.FormatFloat(value, 'f', 1, 64)
	}
	text := strconv.FormatFloat(value, 'f', 0, 64)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
