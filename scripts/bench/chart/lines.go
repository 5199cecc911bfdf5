package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg/draw"
)

// lines draws a line for each init, over the number of orphans.
func (r *Report) lines(p *plot.Plot) error {
	points := make([]plotter.XYs, len(r.Inits))
	var ticks plot.ConstantTicks
	var top float64
	for _, figure := range r.Figures {
		number, found := strings.CutPrefix(figure.Key, growth)
		if !found {
			continue
		}
		count, err := strconv.ParseFloat(number, 64)
		if err != nil {
			return err
		}
		if len(figure.Values) != len(r.Inits) {
			return fmt.Errorf("%s: there is no value for each init", figure.Key)
		}
		ticks = append(ticks, newTick(count))
		for i, value := range figure.Values {
			points[i] = append(points[i], plotter.XY{X: count, Y: value})
			top = max(top, value)
		}
	}
	if len(ticks) < 2 {
		return errors.New("there are not several numbers of orphans")
	}
	for i := len(points) - 1; i >= 0; i-- { // ours above the others
		if err := addLine(p, i, points[i]); err != nil {
			return err
		}
	}
	p.X.Label.Text = "orphans at once"
	p.X.Label.TextStyle.Color = textColor
	p.X.Label.TextStyle.Font.Size = labelSize
	p.X.Scale = plot.LogScale{}
	p.X.Tick.Marker = ticks
	p.Y.Min = 0
	p.Y.Max = top * 1.1
	return nil
}

func newTick(count float64) plot.Tick {
	return plot.Tick{Value: count, Label: number(count)}
}

// addLine adds the line of an init.
func addLine(p *plot.Plot, init int, points plotter.XYs) error {
	line, dots, err := plotter.NewLinePoints(points)
	if err != nil {
		return err
	}
	line.Color = colors[init]
	line.Width = 2
	dots.Color = colors[init]
	dots.Shape = draw.CircleGlyph{}
	dots.Radius = 3
	p.Add(line, dots)
	return nil
}
