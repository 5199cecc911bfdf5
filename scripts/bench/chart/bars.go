package main

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// bars draws a bar for each init, the first at the top, with its value at the end.
func (r *Report) bars(p *plot.Plot, key string) error {
	var values []float64
	for _, figure := range r.Figures {
		if figure.Key == key {
			values = figure.Values
		}
	}
	if len(values) != len(r.Inits) {
		return errors.New("there is no value for each init")
	}
	for i, value := range values {
		if err := addBar(p, i, len(values), value); err != nil {
			return err
		}
	}
	names := slices.Clone(r.Inits)
	slices.Reverse(names)
	p.NominalY(names...)
	p.Y.Padding = 14 // a reader's font may be wider
	p.Y.LineStyle.Width = 0
	p.Y.Tick.LineStyle.Width = 0
	p.HideX()
	p.X.Min = 0
	p.X.Max = slices.Max(values) * 1.25 // room for the value
	p.Y.Min = -0.6
	p.Y.Max = float64(len(values)) - 0.4
	return nil
}

// addBar adds the bar of one of so many inits.
func addBar(p *plot.Plot, init, count int, value float64) error {
	length := max(value, 0)
	at := float64(count - 1 - init)
	bar, err := plotter.NewBarChart(plotter.Values{length}, barWidth)
	if err != nil {
		return err
	}
	bar.Horizontal = true
	bar.XMin = at
	bar.Color = colors[init]
	bar.LineStyle.Width = 0
	label, err := newLabel(plotter.XY{X: length, Y: at}, number(value))
	if err != nil {
		return err
	}
	p.Add(bar, label)
	return nil
}

func newLabel(at plotter.XY, text string) (*plotter.Labels, error) {
	label, err := plotter.NewLabels(plotter.XYLabels{
		XYs:    plotter.XYs{at},
		Labels: []string{text},
	})
	if err != nil {
		return nil, err
	}
	style := &label.TextStyle[0]
	style.Color = textColor
	style.Font = font.From(plot.DefaultFont, labelSize)
	style.YAlign = draw.YCenter
	label.Offset = vg.Point{X: 4, Y: 1.5}
	return label, nil
}

// number returns a value as short as it is legible.
func number(value float64) string {
	if value < 100 && value != math.Trunc(value) {
		return strconv.FormatFloat(value, 'f', 1, 64)
	}
	whole := int(math.Round(value))
	if whole >= 1000 {
		return fmt.Sprintf("%d,%03d", whole/1000, whole%1000)
	}
	return strconv.Itoa(whole)
}
