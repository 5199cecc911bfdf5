package cgroup

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"dumb-init.alt/internal/cstring"
)

// textOf returns a text as if it had been read.
func textOf(content string) *text {
	var t text
	copy(t[:len(t)-1], content)
	return &t
}

// The path of the control group is that in the line of its hierarchy.
func TestRelativePath(t *testing.T) {
	const (
		unified = "0::/user.slice/a b\n"
		hybrid  = "9:name=systemd:/x\n4:memory:/docker/ab:c\n0::/\n"
	)
	tests := []struct {
		content   string
		hierarchy string
		want      string
	}{
		{unified, ":/", "./user.slice/a b"},
		{hybrid, ":/", "./"},
		{hybrid, "memory:/", "./docker/ab:c"},
		{unified, "memory:/", ""},
		{"", ":/", ""},
		{"\n\n0::/x\n", ":/", "./x"},
		{"0::", ":/", ""},
		{strings.Repeat("1:a:/\n", 1000) + unified, ":/", ""},
	}
	for _, test := range tests {
		got := ""
		if path := textOf(test.content).relativePath(test.hierarchy); path != nil {
			got = cstring.String(path)
		}
		if got != test.want {
			t.Errorf("%.40q, %q: got %q, want %q", test.content, test.hierarchy, got, test.want)
		}
	}
}

// A process was killed for want of memory if oom_kill is more than 0.
func TestCountsKill(t *testing.T) {
	tests := []struct {
		content string
		want    bool
	}{
		{"low 0\nhigh 0\nmax 7\noom 1\noom_kill 1\noom_group_kill 0\n", true},
		{"low 0\nhigh 0\nmax 7\noom 1\noom_kill 0\noom_group_kill 1\n", false},
		{"oom_kill_disable 0\nunder_oom 0\noom_kill 12\n", true},
		{"oom_kill_disable 1\nunder_oom 1\noom_kill 0\n", false},
		{"oom_kill_disable 1\n", false},
		{"", false},
	}
	for _, test := range tests {
		if got := textOf(test.content).countsKill(); got != test.want {
			t.Errorf("%q: got %t, want %t", test.content, got, test.want)
		}
	}
}

// Whatever the files hold, nothing is read or written outside of the text.
func TestAnyContent(t *testing.T) {
	line := rapid.OneOf(rapid.String(), rapid.StringMatching(`[0-9]*:(memory)?:/[a-z/]*`))
	rapid.Check(t, func(t *rapid.T) {
		content := strings.Join(rapid.SliceOf(line).Draw(t, "lines"), "\n")
		textOf(content).countsKill()
		path := textOf(content).relativePath(":/")
		if path != nil && !strings.HasPrefix(cstring.String(path), "./") {
			t.Fatalf("%q: got %q, want ./ first", content, cstring.String(path))
		}
	})
}
