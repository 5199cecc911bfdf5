package blackbox

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// What dumb-init says with -v, without the prefix of each line; N is the process ID of the command.
const (
	debugSession = `
Unable to detach from controlling tty (errno=25 Inappropriate ioctl for device).
Unable to attach to controlling tty (errno=25 Inappropriate ioctl for device).
setsid complete.
Child spawned with PID N.
Received signal 10.
Forwarded signal 10 to children.
Received signal 15.
Translating signal 15 to 9.
Forwarded signal 9 to children.
Received signal 17.
A child with PID N was terminated by signal 9 (SIGKILL).
Translating signal 15 to 9.
Forwarded signal 9 to children.
Child exited with status 137. Goodbye.
`
	debugSingle = `
Child spawned with PID N.
Received signal 10.
Forwarded signal 10 to children.
Received signal 1.
Translating signal 1 to 0.
Not forwarding signal 0 to children (ignored).
Received signal 15.
Translating signal 15 to 9.
Forwarded signal 9 to children.
Received signal 17.
A child with PID N was terminated by signal 9 (SIGKILL).
Child exited with status 137. Goodbye.
`
)

// notPID1 is the first of these lines, if dumb-init is not PID 1 and adopts no orphans.
const notPID1 = "Not PID 1: orphaned processes go to another process; --subreaper adopts them.\n"

// With -v dumb-init says what it does, one line for each step, in order.
func TestDebugLines(t *testing.T) {
	tests := []struct {
		name    string
		options string
		signals []int
		want    string
	}{
		{"session", "-v -r15:9 -r1:0", []int{usr1, term}, debugSession},
		{"single", "-c -v -r15:9 -r1:0", []int{usr1, hup, term}, debugSingle},
	}
	each(t, everyone, func(t *testing.T, r runner) {
		for _, test := range tests {
			t.Run(test.name, func(t *testing.T) {
				options := strings.Fields(test.options)
				p := start(t, r.command(append(options, probe, "obey", "3")...))
				child := p.ready()
				for _, s := range test.signals {
					p.Signal(s)
					p.See(p.Stderr, fmt.Sprintf(`Received signal %d\.(\n.*)*orward.*signal`, s))
				}
				p.WantStatus(128 + kill)
				kit.Eventually(t, "the end of the output", p.Stderr.Ended)
				got := "\n" + strings.ReplaceAll(p.Stderr.String(), "[dumb-init] ", "")
				got = strings.ReplaceAll(got, fmt.Sprintf("PID %d", child), "PID N")
				want := test.want
				if !r.pid1 {
					want = "\n" + notPID1 + want[1:]
				}
				if !r.hasVfork() { // parent and child write at once
					got, want = sortedLines(got), sortedLines(want)
				}
				if got != want {
					t.Errorf("got%s\nwant%s", got, want)
				}
			})
		}
	})
}

// The debug lines are those of 1.2.5. These differ: the line about orphans is new, and so is the
// name of a signal. 1.2.5 sends with -c a last TERM to a command that has ended. The parent and the
// child of 1.2.5 write at once, so that the order is not compared.
func TestDebugLinesOfPeer(t *testing.T) {
	tests := []struct {
		environment string
		command     string // of the probe, after options
	}{
		{"", "-v PROBE exit 3"},
		{"", "-v PROBE die 9"},
		{"", "-vr15:3 PROBE exit 0"},
		{"", "-vr15:0 PROBE exit 0"},
		{"DUMB_INIT_DEBUG=1", "PROBE exit 3"},
		{"DUMB_INIT_DEBUG=1", "-v PROBE exit 3"},
		{"DUMB_INIT_DEBUG=0", "PROBE exit 3"},
		{"DUMB_INIT_DEBUG=1 DUMB_INIT_SETSID=0", "-r15:0 PROBE exit 3"},
		{"DUMB_INIT_DEBUG=1 DUMB_INIT_SETSID=1", "PROBE exit 3"},
		{"DUMB_INIT_SETSID=0", "-v -r15:0 PROBE exit 3"},
	}
	peer := kit.NeedPeer(t)
	each(t, []runner{process}, func(t *testing.T, r runner) {
		for _, test := range tests {
			words := strings.Fields(strings.ReplaceAll(test.command, "PROBE", probe))
			ours, theirs := r.command(words...), r.command(words...)
			theirs.Path = peer
			ours.Env = strings.Fields(test.environment)
			theirs.Env = ours.Env
			_, got, _ := kit.Outcome(t, ours)
			_, want, _ := kit.Outcome(t, theirs)
			if strings.Contains(test.environment, "DUMB_INIT_SETSID=0") {
				want = strings.Replace(want, lastTermOfPeer, "", 1)
			}
			got = strings.Replace(got, "[dumb-init] "+notPID1, "", 1)
			got, want = comparableLines(got), comparableLines(want)
			if got != want {
				t.Errorf("%s %s: got\n%swant\n%s", test.environment, test.command, got, want)
			}
		}
	})
}

// With -v, a dumb-init that adopts no orphans says so, once. It says nothing as PID 1, with -s, -w
// or -b, or without -v.
func TestDebugLineAboutOrphans(t *testing.T) {
	tests := []struct {
		options string
		want    int // lines, if dumb-init is not PID 1
	}{
		{"-v", 1},
		{"-vc", 1},
		{"-v -k 1", 1},
		{"-vs", 0},
		{"-vw", 0},
		{"-vb", 0},
		{"-c", 0},
	}
	each(t, everyone, func(t *testing.T, r runner) {
		for _, test := range tests {
			options := strings.Fields(test.options)
			_, stderr, _ := kit.Outcome(t, r.command(append(options, probe, "exit", "0")...))
			want := test.want
			if r.pid1 {
				want = 0
			}
			if got := strings.Count(stderr, "[dumb-init] "+notPID1); got != want {
				t.Errorf("%s: lines about orphans: got %d, want %d:\n%s",
					test.options, got, want, stderr)
			}
		}
	})
}

const lastTermOfPeer = "[dumb-init] Translating signal 15 to 0.\n" +
	"[dumb-init] Not forwarding signal 0 to children (ignored).\n"

var (
	anyPID  = regexp.MustCompile(`PID \d+`)
	anyName = regexp.MustCompile(` \(SIG[A-Z]+\)\.`)
	killed  = regexp.MustCompile(`(?m)^.* was killed by signal .*\n`)
)

// comparableLines returns the sorted lines of a log, without process IDs, the names of signals and
// the line that a signal has killed the command.
func comparableLines(log string) string {
	log = killed.ReplaceAllString(log, "")
	log = anyPID.ReplaceAllString(log, "PID N")
	log = anyName.ReplaceAllString(log, ".")
	return sortedLines(log)
}

// sortedLines returns the lines of a text in the order of the alphabet.
func sortedLines(text string) string {
	lines := strings.SplitAfter(text, "\n")
	slices.Sort(lines)
	return strings.Join(lines, "")
}
