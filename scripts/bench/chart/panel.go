package main

import (
	"image/color"

	"gonum.org/v1/plot"
)

// panel is a figure to draw.
type panel struct {
	key   string
	title string
}

// growth begins the keys of figures that are drawn as lines. The number of orphans follows.
const growth = "orphan_cpu_"

var panels = [][]panel{
	{
		{"start", "time added to a start, µs"},
		{"signal_latency", "latency of a signal, µs"},
		{"signal_cpu", "processor time for a signal, µs"},
	},
	{
		{"anonymous", "anonymous memory, KiB"},
		{"proportional_20", "memory, each of twenty, KiB"},
		{growth, "processor time for an orphan, µs"},
	},
}

const (
	width  = 940 // points, as all sizes
	height = 420

	barWidth = 13

	titleSize = 12
	labelSize = 10
)

// Colours are of a middling tone, as the page may be light or dark.
var (
	textColor = color.NRGBA{0x7d, 0x85, 0x90, 0xff}
	axisColor = color.NRGBA{0x7d, 0x85, 0x90, 0x50}

	colors = []color.Color{
		color.NRGBA{0x2f, 0x81, 0xf7, 0xff}, // ours
		color.NRGBA{0xe0, 0x8a, 0x1e, 0xff},
		color.NRGBA{0x3f, 0xa4, 0x5b, 0xff},
		color.NRGBA{0xa3, 0x71, 0xf7, 0xff},
		color.NRGBA{0xd9, 0x5c, 0x5c, 0xff},
		color.NRGBA{0x8b, 0x94, 0x9e, 0xff},
	}
)

func (r *Report) draw(panel panel) (*plot.Plot, error) {
	p := plot.New()
	p.BackgroundColor = nil
	p.Title.Text = panel.title
	p.Title.TextStyle.Font.Size = titleSize
	p.Title.TextStyle.Color = textColor
	p.Title.Padding = 6
	for _, axis := range []*plot.Axis{&p.X, &p.Y} {
		axis.Color = axisColor
		axis.Tick.Color = axisColor
		axis.Tick.Label.Color = textColor
		axis.Tick.Label.Font.Size = labelSize
		axis.Padding = 3
	}
	if panel.key == growth {
		return p, r.lines(p)
	}
	return p, r.bars(p, panel.key)
}
