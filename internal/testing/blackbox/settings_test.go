package blackbox

import (
	"os/exec"
	"strings"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// configured returns dumb-init with options from DUMB_INIT_OPTIONS, beside those of the command line.
func (r runner) configured(options string, args ...string) *exec.Cmd {
	return changed(r.command(args...), "env=PATH=/usr/bin:/bin", "env=DUMB_INIT_OPTIONS="+options)
}

// Every option can be given by the environment, in each of its forms. What it brings about is seen in the
// debug lines, and in the status, after TERM where the command waits for it.
func TestEveryOptionInVariable(t *testing.T) {
	tests := []struct {
		options, command string
		status           int
		line             string
	}{
		{"-c", "exit 3", 3, "Child spawned"},
		{"--single-child", "exit 3", 3, "Child spawned"},
		{"", "exit 3", 3, "setsid complete"},
		{" \t-v\n ", "exit 3", 3, "Child spawned"},
		{"--verbose", "exit 3", 3, "Child spawned"},
		{"-r TERM:INT", "pause", 130, "Translating signal 15 to 2"},
		{"--rewrite=TERM:INT -r15:KILL", "pause", 137, "15 to 9"},
		{"-d TERM:1ms", "pause", 143, "Holding it back for 1 ms"},
		{"--delay TERM:0.001s -dTERM:0.002", "pause", 143, "for 2 ms"},
		{"-e 3:4", "exit 3", 4, "status 4. Goodbye"},
		{"--exit-map=TERM:0", "pause", 0, "status 0. Goodbye"},
		{"-k 0", "signals 9", 137, "Time is up"},
		{"-kTERM:1ms", "signals 9", 137, "Time is up"},
		{"--kill-after 1ms", "signals 9", 137, "Time is up"},
		{"-p TERM", "exit 3", 3, "Child spawned"},
		{"--parent-death-signal=RTMIN+1", "exit 3", 3, "Child spawned"},
		{"-s", "exit 3", 3, "Child spawned"},
		{"--subreaper", "exit 3", 3, "Child spawned"},
		{"-w", "exit 3", 3, "Child spawned"},
		{"--wait -sk1h", "exit 3", 3, "Child spawned"},
		{"-P", "", 0, "Received signal 15"},
		{"--pause", "", 0, "Received signal 15"},
		{"-h", "exit 3", 0, "Usage: "},
		{"--help", "", 0, "Usage: "},
		{"-V", "exit 3", 0, "^dumb-init v"},
		{"--version", "", 0, "^dumb-init v"},
	}
	each(t, native, func(t *testing.T, r runner) {
		for _, test := range tests {
			args := append([]string{"-v", probe}, strings.Fields(test.command)...)
			if test.command == "" {
				args = args[:1]
			}
			p := start(t, r.configured(test.options, args...))
			if strings.HasPrefix(test.line, "Received") {
				awaitWait(t, p.PID)
			} else if test.command == "" {
				p.See(p.Stderr, "^Usage|^dumb-init v")
			} else if !strings.HasPrefix(test.command, "exit") {
				p.ready()
			}
			if !strings.HasPrefix(test.command, "exit") && test.line != "Usage: " && test.line != "^dumb-init v" {
				p.Signal(term)
			}
			p.WantStatus(test.status)
			p.See(p.Stderr, test.line)
		}
	})
}

// In a container -a may come from the environment, too.
func TestAllInVariable(t *testing.T) {
	each(t, native, func(t *testing.T, r runner) {
		for _, option := range []string{"-a", "--all"} {
			stdout, stderr, status := kit.Outcome(t, r.configured(option, "echo", "run"))
			if r.pid1 && (stdout != "run\n" || status != 0) || !r.pid1 && (stdout != "" || status != 1 || !strings.Contains(stderr, "'--all' is not possible")) {
				t.Errorf("%s: %d %q %q", option, status, stdout, stderr)
			}
		}
	})
}

// The command line wins.
func TestCommandLineWins(t *testing.T) {
	each(t, native, func(t *testing.T, r runner) {
		for _, test := range []struct{ variable, args, command, line string }{
			{"-r TERM:INT", "-r TERM:QUIT", "pause", "terminated by signal 3"},
			{"-r TERM:0 -k TERM:0", "-r TERM:TERM -k 1h", "pause", "terminated by signal 15"},
			{"-d TERM:1h", "-d TERM:1ms", "pause", "Holding it back for 1 ms"},
			{"-k 1h", "-k 1ms", "signals 9", "terminated by signal 9"},
		} {
			args := append(strings.Fields("-v "+test.args), append([]string{probe}, strings.Fields(test.command)...)...)
			p := start(t, r.configured(test.variable, args...))
			p.ready()
			p.Signal(term)
			p.See(p.Stderr, test.line)
			p.Status()
		}
		start(t, r.configured("-e 3:4", "-e", "3:5", probe, "exit", "3")).WantStatus(5)
	})
}

// What is wrong in the variable is said to be there.
func TestMistakesInVariable(t *testing.T) {
	each(t, native, func(t *testing.T, r runner) {
		for options, want := range map[string]string{
			"--yolo": "unrecognized option '--yolo'\n", "-vx": "invalid option -- 'x'\n", "-d": "option requires an argument -- 'd'\n",
			"-w --kill-after": "option '--kill-after' requires an argument\n", "--wait=1": "option '--wait' doesn't allow an argument\n",
			"-k x": "'x' is not a time", "-k KILL:1": "'KILL' is not a signal", "-d TERM": "'TERM' is not a rule; valid is SIG:TIME",
			"-d TERM:25h": "'25h' is not a time", "-e 256:1": "'256' is not an exit status", "-e TERM:x": "'x' is not an exit status",
			"-p STOP": "'STOP' is not a signal", "-p 0": "'0' is not a signal", "echo": "'echo' is not an option",
		} {
			stdout, stderr, status := kit.Outcome(t, r.configured(options, "echo", "run"))
			if stdout != "" || status != 1 || !strings.HasPrefix(stderr, "dumb-init: DUMB_INIT_OPTIONS: "+want) {
				t.Errorf("%q: %d %q %q, want %q", options, status, stdout, stderr, want)
			}
		}
	})
}
