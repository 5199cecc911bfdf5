package main

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
)

const measured = `{
	"inits": ["ours", "tini"],
	"figures": [
		{"key": "start", "values": [-3, 1234.5]},
		{"key": "signal_latency", "values": [1, 2]},
		{"key": "signal_cpu", "values": [1, 2]},
		{"key": "anonymous", "values": [1, 2]},
		{"key": "proportional_20", "values": [1, 2]},
		{"key": "wake_ups", "values": [0, 10]},
		{"key": "orphan_cpu_10", "values": [1, 2]},
		{"key": "orphan_cpu_30000", "values": [1, 2]}
	]
}`

// The chart that is kept is that of the figures that are kept.
func TestKept(t *testing.T) {
	figures, err := os.Open("../bench.json")
	if err != nil {
		t.Fatal(err)
	}
	defer figures.Close()
	kept, err := os.ReadFile("../chart.svg")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := run(figures, &out); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(out.Bytes(), kept) {
		t.Error("chart.svg: got another chart, want that of bench.json: see make bench-record")
	}
}

// The chart is XML with the names and numbers in it, and legible on a light and on a dark page.
func TestDraw(t *testing.T) {
	svg := drawMeasured(t)
	decoder := xml.NewDecoder(strings.NewReader(svg))
	for {
		_, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("got %v, want XML", err)
		}
	}
	for _, want := range []string{"tini", "1,235", "30,000", "sans-serif"} {
		if !strings.Contains(svg, want) {
			t.Errorf("got no %q in the chart, want one", want)
		}
	}
	for _, extreme := range []string{"#FFFFFF", "#000000"} {
		if strings.Contains(svg, extreme) {
			t.Errorf("got the colour %s, want none that a page may have", extreme)
		}
	}
}

func drawMeasured(t *testing.T) (svg string) {
	t.Helper()
	var out bytes.Buffer
	if err := run(strings.NewReader(measured), &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// A figure that is missing, or has too few values, is an error.
func TestMissing(t *testing.T) {
	tests := []struct {
		what string
		old  string
		new  string
	}{
		{"no start", `"start"`, `"other"`},
		{"one number of orphans", `"orphan_cpu_10"`, `"other"`},
		{"a value too few of bars", `[-3, 1234.5]`, `[-3]`},
		{"a value too few of lines", `_10", "values": [1, 2]`, `_10", "values": [1]`},
		{"not a number of orphans", `"orphan_cpu_10"`, `"orphan_cpu_x"`},
		{"more inits than colours", `["ours", "tini"]`, `["1", "2", "3", "4", "5", "6", "7"]`},
	}
	for _, test := range tests {
		report := strings.ReplaceAll(measured, test.old, test.new)
		if err := run(strings.NewReader(report), io.Discard); err == nil {
			t.Errorf("%s: got no error, want one", test.what)
		}
	}
}
