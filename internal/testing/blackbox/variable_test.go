package blackbox

import (
	"os/exec"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// configured returns dumb-init with options in DUMB_INIT_OPTIONS, besides those of the command
// line.
func (r runner) configured(options string, args ...string) *exec.Cmd {
	return launched(r.command(args...), "env=PATH=/usr/bin:/bin", "env=DUMB_INIT_OPTIONS="+options)
}

// withProbe returns options that are followed by the probe with one of its jobs, or by no command.
func withProbe(options, job string) []string {
	words := strings.Fields(options)
	if job != noCommand {
		words = append(append(words, probe), strings.Fields(job)...)
	}
	return words
}

// Jobs of the probe (testdata/probe.c).
const (
	noCommand   = ""
	exit3       = "exit 3"
	pauses      = "pause"
	takesOne    = "signals 1"
	ignoresTERM = "signals 9"
)

// What a test does with a dumb-init that it has started, before dumb-init ends.
func leaveAlone(*testing.T, *running) {}

func sendTERM(_ *testing.T, p *running) {
	p.ready()
	p.Signal(term)
}

func sendTERMWithoutCommand(t *testing.T, p *running) {
	awaitWait(t, p.PID)
	p.Signal(term)
}

// Every option can be given by DUMB_INIT_OPTIONS, in each of its forms.
func TestEveryOptionInVariable(t *testing.T) {
	tests := []struct {
		options string
		command string
		do      func(t *testing.T, p *running)
		status  int
		line    string // on standard error, with -v
	}{
		{"", exit3, leaveAlone, 3, "setsid complete"},
		{"-c", exit3, leaveAlone, 3, "Child spawned"},
		{"--single-child", exit3, leaveAlone, 3, "Child spawned"},
		{" \t-v\n ", exit3, leaveAlone, 3, "Child spawned"},
		{"--verbose", exit3, leaveAlone, 3, "Child spawned"},
		{"-r TERM:INT", pauses, sendTERM, 130, "Translating signal 15 to 2"},
		{"--rewrite=TERM:INT -r15:KILL", pauses, sendTERM, 137, "Translating signal 15 to 9"},
		{"-d TERM:1ms", pauses, sendTERM, 143, "Holding it back for 1 ms"},
		{"--delay TERM:0.001s -dTERM:0.002", pauses, sendTERM, 143, "Holding it back for 2 ms"},
		{"-e 3:4", exit3, leaveAlone, 4, "status 4. Goodbye"},
		{"--exit-map=TERM:0", pauses, sendTERM, 0, "status 0. Goodbye"},
		{"-k 0", ignoresTERM, sendTERM, 137, "Time is up"},
		{"-kTERM:1ms", ignoresTERM, sendTERM, 137, "Time is up"},
		{"--kill-after 1ms", ignoresTERM, sendTERM, 137, "Time is up"},
		{"-p TERM", exit3, leaveAlone, 3, "Child spawned"},
		{"--parent-death-signal=RTMIN+1", exit3, leaveAlone, 3, "Child spawned"},
		{"-s", exit3, leaveAlone, 3, "Child spawned"},
		{"--subreaper", exit3, leaveAlone, 3, "Child spawned"},
		{"-w", exit3, leaveAlone, 3, "Child spawned"},
		{"--wait -sk1h", exit3, leaveAlone, 3, "Child spawned"},
		{"-P", noCommand, sendTERMWithoutCommand, 0, "Received signal 15"},
		{"--pause", noCommand, sendTERMWithoutCommand, 0, "Received signal 15"},
		{"-h", exit3, leaveAlone, 0, "^Usage: "},
		{"--help", noCommand, leaveAlone, 0, "^Usage: "},
		{"-V", exit3, leaveAlone, 0, "^dumb-init v"},
		{"--version", noCommand, leaveAlone, 0, "^dumb-init v"},
	}
	each(t, native, func(t *testing.T, r runner) {
		for _, test := range tests {
			t.Run(test.options, func(t *testing.T) {
				p := start(t, r.configured(test.options, withProbe("-v", test.command)...))
				test.do(t, p)
				p.WantStatus(test.status)
				p.See(p.Stderr, test.line)
			})
		}
	})
}

// Of two rules for a signal, or for a status, the one on the command line counts.
func TestCommandLineWins(t *testing.T) {
	tests := []struct {
		variable string
		options  string
		command  string
		do       func(t *testing.T, p *running)
		status   int
		line     string // on standard error
	}{
		{"-r TERM:INT", "-r TERM:QUIT", pauses, sendTERM, 131, "by signal 3"},
		{"-r TERM:0 -k TERM:0", "-r TERM:TERM -k 1h", pauses, sendTERM, 143, "by signal 15"},
		{"-d TERM:1h", "-d TERM:1ms", pauses, sendTERM, 143, "Holding it back for 1 ms"},
		{"-k 1h", "-k 1ms", ignoresTERM, sendTERM, 137, "by signal 9"},
		{"-e 3:4", "-e 3:5", exit3, leaveAlone, 5, "status 5. Goodbye"},
	}
	each(t, native, func(t *testing.T, r runner) {
		for _, test := range tests {
			t.Run(test.options, func(t *testing.T) {
				words := withProbe("-v "+test.options, test.command)
				p := start(t, r.configured(test.variable, words...))
				test.do(t, p)
				p.WantStatus(test.status)
				p.See(p.Stderr, test.line)
			})
		}
	})
}

// Options in DUMB_INIT_OPTIONS are read before those of the command line; blanks divide them.
func TestOptionsInVariable(t *testing.T) {
	const quit = int(unix.SIGQUIT)
	tests := []struct {
		variable string
		options  string
		want     int // arrives for TERM
	}{
		{"", "", term},
		{" \t\n ", "", term},
		{"-r 15:3", "", quit},
		{"\t-r\n15:3  -c ", "", quit},
		{"--rewrite=15:3 --single-child", "", quit},
		{"-cr15:3", "", quit},
		{"-r 15:3 -r 15:1", "", hup},
		{"-r 15:3", "-r 15:1", hup},
		{"-r 10:12", "-r 15:10", usr1},
		{"-r 15:0", "-r15:15", term},
	}
	each(t, everyone, func(t *testing.T, r runner) {
		for _, test := range tests {
			cmd := r.command(withProbe(test.options, takesOne)...)
			cmd.Env = []string{"DUMB_INIT_OPTIONS=" + test.variable}
			p := start(t, cmd)
			p.ready()
			p.Signal(term)
			p.WantStatus(0)
			p.wantSignals(test.want)
		}
	})
}
