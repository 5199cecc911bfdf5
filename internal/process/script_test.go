package process

import (
	"bytes"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// The interpreter of a script is what the kernel takes for it.
func TestInterpreterOf(t *testing.T) {
	long := strings.Repeat("x", 300)
	tests := []struct {
		text string
		want string
	}{
		{"#!/bin/sh\n", "/bin/sh"},
		{"#!/bin/sh", "/bin/sh"},
		{"#! \t /bin/sh -e x\n", "/bin/sh"},
		{"#!/bin/sh\t-e\n", "/bin/sh"},
		{"#!/bin/sh\r\nexit\r\n", "/bin/sh\r"},
		{"#!/bin/sh\r", "/bin/sh\r"},
		{"#!/bin/sh\x00x\n", "/bin/sh"},
		{"#!bin/sh\n", "bin/sh"},
		{"#!\n/bin/sh\n", ""},
		{"#!  \n", ""},
		{"#!", ""},
		{"# !/bin/sh\n", ""},
		{" #!/bin/sh\n", ""},
		{"\xef\xbb\xbf#!/bin/sh\n", ""},
		{"#", ""},
		{"", ""},
		{"#!/" + long + "\n", ""},
		{"#!/bin/sh " + long + "\n", "/bin/sh"},
		{"#!/" + long[:251] + " x", "/" + long[:251]},
		{"#!/" + long[:252] + " x", "/" + long[:252]},
		{"#!/" + long[:253] + "\n", ""},
	}
	for _, test := range tests {
		text := []byte(test.text)
		text = text[:min(len(text), beginningSize)]
		if got := string(interpreterOf(text)); got != test.want {
			t.Errorf("%q: got %q, want %q", test.text, got, test.want)
		}
	}
}

// Whatever a file begins with, the interpreter is one word of its first line.
func TestInterpreterIsOneWord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		piece := rapid.SampledFrom([]string{"#!", "/", "x", " ", "\t", "\n", "\x00", "\r", "\xff"})
		pieces := rapid.SliceOfN(piece, 0, beginningSize/2).Draw(t, "pieces")
		text := []byte(strings.Join(pieces, ""))
		name := interpreterOf(text)
		line, _, _ := bytes.Cut(text, []byte("\n"))
		if bytes.ContainsAny(name, " \t\n\x00") || !bytes.Contains(line, name) {
			t.Fatalf("%q: got %q, want a word of the first line", text, name)
		}
	})
}
