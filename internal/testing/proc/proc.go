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

// A Process is one, with the numbers that it has in the PID namespace of /proc.
type Process struct {
	PID, Parent, Group, Session, Foreground int
	State, Name                             string // the state "Z" is a zombie, "T" is stopped
}

// Inspect reads /proc/PID/stat: pid (name) state ppid pgrp session tty_nr tpgid ….
func Inspect(pid int) (p Process, ok bool) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	open, shut := strings.IndexByte(string(stat), '('), strings.LastIndexByte(string(stat), ')')
	if err != nil || open < 0 || shut < 0 {
		return p, false
	}
	p.PID, p.Name = pid, string(stat[open+1:shut])
	_, err = fmt.Sscan(string(stat[shut+1:]), &p.State, &p.Parent, &p.Group, &p.Session, new(int), &p.Foreground)
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

// Field returns a field of a file of a process in the form of /proc/PID/status, and whether there is one.
func Field(pid int, file, name string) (value string, ok bool) {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/%s", pid, file))
	_, rest, ok := strings.Cut("\n"+string(text), "\n"+name+":")
	value, _, _ = strings.Cut(rest, "\n")
	return strings.TrimSpace(value), ok
}
