package main

import (
	"fmt"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// meter says how far the measurement is. On a terminal it does so in one line, which is written
// over.
type meter struct {
	out      *os.File
	terminal bool
	begin    time.Time
	last     string // step
}

func newMeter(out *os.File) *meter {
	_, err := unix.IoctlGetTermios(int(out.Fd()), unix.TCGETS)
	return &meter{
		out:      out,
		terminal: err == nil,
		begin:    time.Now(),
	}
}

// say tells of a step and its detail. Without a terminal it tells of each step once, without a
// detail.
func (m *meter) say(step, detail string) {
	took := time.Since(m.begin).Round(time.Second)
	switch {
	case m.terminal:
		fmt.Fprintf(m.out, "\r\033[K%4v  %s %s", took, step, detail)
	case step != m.last:
		fmt.Fprintf(m.out, "%4v  %s\n", took, step)
	}
	m.last = step
}

// end removes the line.
func (m *meter) end() {
	if m.terminal {
		fmt.Fprint(m.out, "\r\033[K")
	}
}
