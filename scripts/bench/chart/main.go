// chart: draws what scripts/bench has measured. It reads JSON from standard input, and writes an
// SVG to standard output: panels of bars for the figures that tell most, and a panel of lines,
// which show how the cost of an orphan grows with the number of orphans.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// Report is what is drawn of the JSON.
type Report struct {
	Inits   []string
	Figures []Figure
}

// Figure has a value for each init.
type Figure struct {
	Key    string
	Values []float64
}

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
		return fmt.Errorf("got %d inits, want at most %d", len(report.Inits), len(colors))
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
	svg, err := tile(plots)
	if err != nil {
		return err
	}
	// The text is laid out by the measures of this font, but a reader's machine may not have it.
	one := []byte("font-family:Liberation Sans;")
	several := []byte("font-family:Liberation Sans,Arial,Helvetica,sans-serif;")
	_, err = out.Write(bytes.ReplaceAll(svg, one, several))
	return err
}

// tile returns an SVG of rows of plots.
func tile(plots [][]*plot.Plot) ([]byte, error) {
	svg := vgsvg.New(width, height)
	tiles := draw.Tiles{
		Rows:      len(plots),
		Cols:      len(plots[0]),
		PadX:      18,
		PadY:      18,
		PadTop:    4,
		PadBottom: 4,
		PadLeft:   4,
		PadRight:  18,
	}
	canvases := plot.Align(plots, tiles, draw.New(svg))
	for i := range plots {
		for j := range plots[i] {
			plots[i][j].Draw(canvases[i][j])
		}
	}
	var text bytes.Buffer
	if _, err := svg.WriteTo(&text); err != nil {
		return nil, err
	}
	return text.Bytes(), nil
}
