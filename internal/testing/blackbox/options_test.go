package blackbox

import (
	"os/exec"
	"strings"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

const tryHelp = "Try dumb-init --help for full usage.\n"

// peer is the dumb-init of the distribution, 1.2.5, which has the C library's getopt_long(3).
func peer(t *testing.T) string {
	t.Helper()
	const path = "/usr/bin/dumb-init"
	output, _ := exec.Command(path, "--version").CombinedOutput()
	if !strings.HasPrefix(string(output), "dumb-init v1.2.5") {
		kit.Missing(t, path+" of version 1.2.5")
	}
	return path
}

// Options that are wrong are complained of as the C library does, for the name that the program was
// called by.
func TestWrongOptions(t *testing.T) {
	path := peer(t)
	each(t, []runner{process}, func(t *testing.T, r runner) {
		for _, words := range [][]string{
			{"--yolo"},
			{"--yolo=1", "true"},
			{"--"},
			{},
			{"-x"},
			{"-vx", "true"},
			{"-cv-"},
			{"-r"},
			{"-cr"},
			{"--rewrite"},
			{"--rew"},
			{"--help=me"},
			{"--he=me"},
			{"--single-child=", "true"},
			{"--verbose=1"},
			{"--ver"},
			{"--ver=1"},
			{"--ve", "true"},
			{"--helpp"},
			{"---"},
			{"-c", "--yolo", "--help"},
			{"-v", "--yolo"},
		} {
			for _, name := range []string{"dumb-init", "/sbin/init", "x y", ""} {
				ours, theirs := r.command(), &exec.Cmd{Path: path}
				ours.Args, theirs.Args = append([]string{name}, words...), append([]string{name}, words...)
				_, got, status := kit.Outcome(t, ours)
				_, want, wanted := kit.Outcome(t, theirs)
				if got != want || status != wanted {
					t.Errorf("%q %q:\n%d %q, want\n%d %q", name, words, status, got, wanted, want)
				}
			}
		}
	})
}

// A rule of -r that is wrong is named, with what would be valid, and no command is run.
func TestWrongRules(t *testing.T) {
	each(t, everyone, func(t *testing.T, r runner) {
		for rule, named := range map[string]string{
			"": "", "15": "15", "TERM": "TERM", "15:": "", ":15": "", "x:15": "x", "15:x": "x", "15:15:15": "15:15",
			"0:15": "0", "65:1": "65", "1:65": "65", "32:1": "32", "1:33": "33", "-1:15": "-1", "15:-1": "-1",
			"KILL:TERM": "KILL", "sigstop:1": "sigstop", "9:1": "9", "19:19": "19", "RTMIN+31:1": "RTMIN+31",
			"1:RTMAX-31": "RTMAX-31", "RTMIN+:1": "RTMIN+", "1: 2": " 2", "+1:2": "+1", "1:4294967297": "4294967297",
		} {
			stdout, stderr, status := kit.Outcome(t, r.command("-r", rule, "echo", "run"))
			line, rest, _ := strings.Cut(stderr, "\n")
			if !strings.HasPrefix(line, "dumb-init: '"+named+"' ") || !strings.Contains(line, "valid") || rest != tryHelp ||
				stdout != "" || status != 1 {
				t.Errorf("-r %q: %d %q %q", rule, status, stdout, stderr)
			}
		}
	})
}

// Options end at the first word that is none, or after --; they may be bundled and shortened.
func TestOptionsAndCommand(t *testing.T) {
	each(t, everyone, func(t *testing.T, r runner) {
		for _, words := range [][]string{
			{"echo", "-v", "--", "-x"},
			{"--", "echo", "-v", "--", "-x"},
			{"-cr15:3", "echo", "-v", "--", "-x"},
			{"-cr", "15:3", "echo", "-v", "--", "-x"},
			{"--sing", "--rew=TERM:0", "--", "echo", "-v", "--", "-x"},
			{"--r", "TERM:0", "--si", "echo", "-v", "--", "-x"},
			{"-r", "rtmin+1:SIGusr1", "-r34:rtmax", "-rpoll:iot", "--rewrite=Cld:sigio", "echo", "-v", "--", "-x"},
		} {
			stdout, stderr, status := kit.Outcome(t, r.command(words...))
			if stdout != "-v -- -x\n" || stderr != "" || status != 0 {
				t.Errorf("%q: %d %q %q", words, status, stdout, stderr)
			}
		}
	})
}

// Help and version end it, whatever comes after them.
func TestHelpAndVersion(t *testing.T) {
	each(t, everyone, func(t *testing.T, r runner) {
		for _, words := range [][]string{{"-h"}, {"--help"}, {"--h"}, {"-vh", "--yolo"}, {"-h", "exit"}} {
			stdout, stderr, status := kit.Outcome(t, r.command(words...))
			if stdout != "" || status != 0 || !strings.HasPrefix(stderr, "dumb-init v2.0.0\nUsage: dumb-init ") {
				t.Errorf("%q: %d %q %q", words, status, stdout, stderr)
			}
		}
		for _, words := range [][]string{{"-V"}, {"--version"}, {"--vers"}, {"-cV", "--yolo"}, {"-V", "-h"}} {
			stdout, stderr, status := kit.Outcome(t, r.command(words...))
			if stdout != "" || status != 0 || stderr != "dumb-init v2.0.0\n" {
				t.Errorf("%q: %d %q %q", words, status, stdout, stderr)
			}
		}
	})
}

// Docker asks the binary that it finds as docker-init, and reads standard output.
func TestDockerVersion(t *testing.T) {
	each(t, native, func(t *testing.T, r runner) {
		for name, docker := range map[string]bool{
			"docker-init": true, "/usr/libexec/docker-init": true, "./docker-init": true,
			"docker-init2": false, "my-docker-init": false, "docker-init/x": false, "init": false,
		} {
			cmd := r.command()
			cmd.Args = []string{name, "--version"}
			stdout, stderr, status := kit.Outcome(t, cmd)
			want, wantErr := "", "dumb-init v2.0.0\n"
			if docker {
				want, wantErr = "tini version 2.0.0_dumb-init\n", ""
			}
			if stdout != want || stderr != wantErr || status != 0 {
				t.Errorf("%s: %d %q %q", name, status, stdout, stderr)
			}
		}
	})
}
