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

const measured = `{"inits": ["ours", "tini"], "figures": [
	{"key": "start", "values": [-3, 1234.5]}, {"key": "signal_latency", "values": [1, 2]},
	{"key": "signal_cpu", "values": [1, 2]}, {"key": "anonymous", "values": [1, 2]},
	{"key": "proportional_20", "values": [1, 2]}, {"key": "wake_ups", "values": [0, 10]},
	{"key": "orphan_cpu_10", "values": [1, 2]}, {"key": "orphan_cpu_30000", "values": [1, 2]}]}`

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
		t.Error("scripts/bench/chart.svg is another: make bench-record")
	}
}

func TestDraw(t *testing.T) {
	var out bytes.Buffer
	if err := run(strings.NewReader(measured), &out); err != nil {
		t.Fatal(err)
	}
	svg := out.String()
	for decoder := xml.NewDecoder(strings.NewReader(svg)); ; {
		if _, err := decoder.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{"tini", "1,235", "30,000", "sans-serif"} {
		if !strings.Contains(svg, want) {
			t.Errorf("%s is not to be seen", want)
		}
	}
	for _, extreme := range []string{"#FFFFFF", "#000000"} {
		if strings.Contains(svg, extreme) {
			t.Errorf("%s is not legible on every background", extreme)
		}
	}
}

func TestMissing(t *testing.T) {
	for _, key := range []string{"start", "orphan_cpu_10"} {
		if err := run(strings.NewReader(strings.ReplaceAll(measured, key, "other")), io.Discard); err == nil {
			t.Errorf("without %s: no error", key)
		}
	}
}
