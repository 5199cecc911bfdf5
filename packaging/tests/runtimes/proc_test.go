//go:build runtimes

package runtimes

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// A process is what proc(5) tells of one, with the numbers that it has here.
type process struct {
	pid, parent, group, foreground int
	state, name                    string
}

// inspect reads /proc/PID/stat: pid (name) state ppid pgrp session tty_nr tpgid ….
func inspect(pid int) (p process, ok bool) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	open, shut := strings.IndexByte(string(stat), '('), strings.LastIndexByte(string(stat), ')')
	if err != nil || open < 0 || shut < 0 {
		return p, false
	}
	p.pid, p.name = pid, string(stat[open+1:shut])
	_, err = fmt.Sscan(string(stat[shut+1:]), &p.state, &p.parent, &p.group, new(int), new(int), &p.foreground)
	return p, err == nil
}

// children returns the children of a process, in the order of their numbers.
func children(parent int) (all []process) {
	directories, _ := filepath.Glob("/proc/[0-9]*")
	for _, directory := range directories {
		pid, _ := strconv.Atoi(filepath.Base(directory))
		if p, ok := inspect(pid); ok && p.parent == parent {
			all = append(all, p)
		}
	}
	slices.SortFunc(all, func(a, b process) int { return cmp.Compare(a.pid, b.pid) })
	return all
}

// isOurs tells whether a process runs dumb-init, by what it runs: in a container its file has another name.
func isOurs(pid int) bool {
	ours, err := os.ReadFile(dumbInit)
	if err != nil {
		return false
	}
	running, err := os.ReadFile(fmt.Sprintf("/proc/%d/exe", pid))
	return err == nil && bytes.Equal(ours, running)
}
