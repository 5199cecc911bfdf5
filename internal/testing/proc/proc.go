// Package proc tells tests what proc(5) says of processes.
package proc

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Process is a process as proc(5) shows it, with the numbers that it has in the PID namespace of
// /proc.
type Process struct {
	PID        int
	Parent     int
	Group      int
	Session    int
	Foreground int    // the foreground process group of its terminal, or -1
	State      string // one letter: "S" sleeps, "T" is stopped, "Z" is a zombie
	Name       string
}

// Inspect reads /proc/PID/stat (proc_pid_stat(5)). It reports whether there is such a process.
func Inspect(pid int) (p Process, ok bool) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return p, false
	}
	// pid (name) state ppid pgrp session tty_nr tpgid ... The name may have blanks and brackets.
	stat := string(text)
	open, shut := strings.IndexByte(stat, '('), strings.LastIndexByte(stat, ')')
	if open < 0 || shut < 0 {
		return p, false
	}
	p.PID = pid
	p.Name = stat[open+1 : shut]
	var terminal int
	_, err = fmt.Sscan(
		stat[shut+1:],
		&p.State,
		&p.Parent,
		&p.Group,
		&p.Session,
		&terminal,
		&p.Foreground,
	)
	return p, err == nil
}

// Children returns the children of a process, in the order of their numbers.
func Children(parent int) []Process { return byParent()[parent] }

// Descendants returns the children of a process, theirs, and so on.
func Descendants(pid int) []int {
	all := byParent()
	found := []int{pid}
	for i := 0; i < len(found); i++ {
		for _, child := range all[found[i]] {
			found = append(found, child.PID)
		}
	}
	return found[1:]
}

// Zombies counts the children that have ended and are not reaped.
func Zombies(parent int) (n int) {
	for _, child := range Children(parent) {
		if child.State == "Z" {
			n++
		}
	}
	return n
}

// byParent returns all processes, by their parents.
func byParent() map[int][]Process {
	all := map[int][]Process{}
	paths, _ := filepath.Glob("/proc/[0-9]*")
	for _, path := range paths {
		pid, _ := strconv.Atoi(filepath.Base(path))
		if p, ok := Inspect(pid); ok {
			all[p.Parent] = append(all[p.Parent], p)
		}
	}
	for _, children := range all {
		slices.SortFunc(children, func(a, b Process) int { return cmp.Compare(a.PID, b.PID) })
	}
	return all
}

// Field returns a field of a file of a process in the form of /proc/PID/status, and whether there
// is one.
func Field(pid int, file, name string) (value string, ok bool) {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/%s", pid, file))
	_, rest, ok := strings.Cut("\n"+string(text), "\n"+name+":")
	value, _, _ = strings.Cut(rest, "\n")
	return strings.TrimSpace(value), ok
}
