package main

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// markdown returns a table of Markdown, of which the first row is the head. Columns are as wide as
// they must be. The first has its text at the left, the others at the right.
func markdown(rows [][]string) string {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	var table strings.Builder
	for n, row := range rows {
		table.WriteString(line(row, widths))
		if n == 0 {
			table.WriteString(rule(widths))
		}
	}
	return table.String()
}

func line(row []string, widths []int) string {
	text := "|"
	for i, cell := range row {
		space := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
		if i == 0 {
			text += " " + cell + space + " |"
		} else {
			text += " " + space + cell + " |"
		}
	}
	return text + "\n"
}

// rule returns the line below the head, in which a colon stands for text at the right.
func rule(widths []int) string {
	text := "|"
	for i, width := range widths {
		if i == 0 {
			text += strings.Repeat("-", width+2) + "|"
		} else {
			text += strings.Repeat("-", width+1) + ":|"
		}
	}
	return text + "\n"
}

// number returns a value with three significant digits, or as a whole number with a comma between
// thousands.
func number(value float64) string {
	size := math.Abs(value)
	switch {
	case value == math.Trunc(value) && size < 1000:
		return strconv.FormatFloat(value, 'f', 0, 64)
	case size < 10:
		return strconv.FormatFloat(value, 'f', 2, 64)
	case size < 100:
		return strconv.FormatFloat(value, 'f', 1, 64)
	}
	text := strconv.FormatFloat(size, 'f', 0, 64)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	if value < 0 {
		text = "-" + text
	}
	return text
}
