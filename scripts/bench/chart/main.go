// chart: draws what scripts/bench measured, as JSON on standard input, as an SVG on standard output: a panel of
// bars for each figure that tells most, and one of how the cost of an orphan grows with their number.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image/color"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// Report is what of the JSON is drawn.
type Report struct {
	Inits   []string
	Figures []struct {
		Key    string
		Values []float64
	}
}

// panel is a figure and its title.
type panel struct{ key, title string }

var panels = [][]panel{
	{
		{"start", "time added to a start, µs"},
		{"signal_latency", "latency of a signal, µs"},
		{"signal_cpu", "processor time for a signal, µs"},
	}, {
		{"anonymous", "anonymous memory, KiB"},
		{"proportional_20", "memory, each of twenty, KiB"},
		{growth, "processor time for an orphan, µs"},
	},
}

const growth = "orphan_cpu_" // a number follows: a line instead of bars

// Middling tones, as the page may be light or dark.
var (
	text   = color.NRGBA{0x7d, 0x85, 0x90, 0xff}
	faint  = color.NRGBA{0x7d, 0x85, 0x90, 0x50}
	colors = []color.Color{
		color.NRGBA{0x2f, 0x81, 0xf7, 0xff}, // ours
		color.NRGBA{0xe0, 0x8a, 0x1e, 0xff},
		color.NRGBA{0x3f, 0xa4, 0x5b, 0xff},
		color.NRGBA{0xa3, 0x71, 0xf7, 0xff},
		color.NRGBA{0xd9, 0x5c, 0x5c, 0xff},
		color.NRGBA{0x8b, 0x94, 0x9e, 0xff},
	}
)

const (
	width, height = 940, 420 // points
	bar           = 13
)

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintf(os.Stderr, "chart: %v\n", err)
		os.Exit(1)
	}
}

func run(in io.Reader, out io.Writer) error {
	var report Report
	if err := json.NewDecoder(in).Decode(&report); err != nil {
		return err
	}
	if len(report.Inits) > len(colors) {
		return fmt.Errorf("%d inits, and %d colours", len(report.Inits), len(colors))
	}
	plot.DefaultFont = font.Font{Typeface: "Liberation", Variant: "Sans"}
	plots := make([][]*plot.Plot, len(panels))
	for i, row := range panels {
		for _, panel := range row {
			p, err := report.draw(panel)
			if err != nil {
				return fmt.Errorf("%s: %w", panel.key, err)
			}
			plots[i] = append(plots[i], p)
		}
	}
	svg := vgsvg.New(width, height)
	tiles := draw.Tiles{Rows: len(plots), Cols: len(plots[0]), PadX: 18, PadY: 18, PadTop: 4, PadBottom: 4, PadLeft: 4, PadRight: 18}
	canvases := plot.Align(plots, tiles, draw.New(svg))
	for i := range plots {
		for j := range plots[i] {
			plots[i][j].Draw(canvases[i][j])
		}
	}
	var drawn bytes.Buffer
	if _, err := svg.WriteTo(&drawn); err != nil {
		return err
	}
	// Readers' machines need not have the font by whose measures the text is laid out.
	_, err := out.Write(bytes.ReplaceAll(drawn.Bytes(), []byte("font-family:Liberation Sans;"),
		[]byte("font-family:Liberation Sans,Arial,Helvetica,sans-serif;")))
	return err
}

func (r *Report) draw(panel panel) (*plot.Plot, error) {
	p := plot.New()
	p.BackgroundColor = nil
	p.Title.Text = panel.title
	p.Title.TextStyle.Font.Size = 12
	p.Title.Padding = 6
	p.Title.TextStyle.Color = text
	for _, axis := range []*plot.Axis{&p.X, &p.Y} {
		axis.Color, axis.Tick.Color, axis.Tick.Label.Color = faint, faint, text
		axis.Tick.Label.Font.Size = 10
		axis.Padding = 3
	}
	if panel.key == growth {
		return p, r.lines(p)
	}
	return p, r.bars(p, panel.key)
}

// bars draws a bar for each init, the first at the top, with its value at the end.
func (r *Report) bars(p *plot.Plot, key string) error {
	var values []float64
	for _, figure := range r.Figures {
		if figure.Key == key {
			values = figure.Values
		}
	}
	if len(values) != len(r.Inits) {
		return fmt.Errorf("the figure is not there for each init")
	}
	names := slices.Clone(r.Inits)
	slices.Reverse(names)
	for i, value := range values {
		at := float64(len(values) - 1 - i)
		b, err := plotter.NewBarChart(plotter.Values{max(value, 0)}, bar)
		if err != nil {
			return err
		}
		b.Horizontal, b.XMin, b.Color, b.LineStyle.Width = true, at, colors[i], 0
		label, err := labels(plotter.XY{X: max(value, 0), Y: at}, number(value))
		if err != nil {
			return err
		}
		p.Add(b, label)
	}
	p.NominalY(names...)
	p.Y.Padding = 14 // another font may be wider
	p.Y.LineStyle.Width, p.Y.Tick.LineStyle.Width = 0, 0
	p.HideX()
	p.X.Min, p.X.Max = 0, slices.Max(values)*1.25 // room for the value
	p.Y.Min, p.Y.Max = -0.6, float64(len(values))-0.4
	return nil
}

// lines draws a line for each init, over the number of orphans.
func (r *Report) lines(p *plot.Plot) error {
	points := make([]plotter.XYs, len(r.Inits))
	var ticks plot.ConstantTicks
	var top float64
	for _, figure := range r.Figures {
		after, ok := strings.CutPrefix(figure.Key, growth)
		if !ok {
			continue
		}
		count, err := strconv.ParseFloat(after, 64)
		if err != nil {
			return err
		}
		ticks = append(ticks, plot.Tick{Value: count, Label: number(count)})
		for i, value := range figure.Values {
			points[i] = append(points[i], plotter.XY{X: count, Y: value})
			top = max(top, value)
		}
	}
	if len(ticks) < 2 {
		return fmt.Errorf("not there for several numbers")
	}
	for i := len(points) - 1; i >= 0; i-- { // ours above the others
		line, dots, err := plotter.NewLinePoints(points[i])
		if err != nil {
			return err
		}
		line.Color, line.Width = colors[i], 2
		dots.Color, dots.Shape, dots.Radius = colors[i], draw.CircleGlyph{}, 3
		p.Add(line, dots)
	}
	p.X.Label.Text, p.X.Label.TextStyle.Color = "orphans at once", text
	p.X.Label.TextStyle.Font.Size = 10
	p.X.Scale, p.X.Tick.Marker = plot.LogScale{}, ticks
	p.Y.Min, p.Y.Max = 0, top*1.1
	return nil
}

func labels(at plotter.XY, said string) (*plotter.Labels, error) {
	l, err := plotter.NewLabels(plotter.XYLabels{XYs: plotter.XYs{at}, Labels: []string{said}})
	if err != nil {
		return nil, err
	}
	l.TextStyle[0].Color = text
	l.TextStyle[0].Font = font.From(plot.DefaultFont, 10)
	l.TextStyle[0].YAlign = draw.YCenter
	l.Offset = vg.Point{X: 4, Y: 1.5}
	return l, nil
}

// number writes a value as short as it is legible.
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
