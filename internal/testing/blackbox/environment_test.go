package blackbox

import (
	"fmt"
	"hash/fnv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/testing/kit"
)

// The environment arrives in the command as it is, byte for byte, except for the variables that the
// tests below have.
func TestEnvironment(t *testing.T) {
	entries := []string{
		"A=1",
		"A=2",
		"no assignment",
		"",
		"=",
		"=x",
		"B=",
		"C==",
		"LISTEN_PI=1",
		"LISTEN_PIDS=2",
		"LISTEN_FDS=3",
		"BYTES=\xff\x01\t\n",
		"DUMB_INIT_SETSID=0",
		"DUMB_INIT_OPTION=-c",
		"DUMB_INIT_OPTIONS",
	}
	changes := []string{"no-env"}
	for _, entry := range entries {
		changes = append(changes, "env="+entry)
	}
	eachMode(t, native, func(t *testing.T, r runner, option []string) {
		cmd := r.command(append(option, probe, "environ")...)
		got, _, status := kit.Outcome(t, launched(cmd, changes...))
		want := r.environment(entries...)
		if got != want || status != 0 {
			t.Errorf("got status %d, %q, want status 0, %q", status, got, want)
		}
	})
}

// An empty environment stays empty.
func TestEmptyEnvironment(t *testing.T) {
	eachMode(t, native, func(t *testing.T, r runner, option []string) {
		cmd := r.command(append(option, probe, "environ")...)
		got, _, status := kit.Outcome(t, launched(cmd, "no-env"))
		if got != "" || status != 0 {
			t.Errorf("got status %d, %q, want status 0 and nothing", status, got)
		}
	})
}

// Sockets that were passed to dumb-init's process (sd_listen_fds(3)) are meant for the command:
// LISTEN_PID becomes the process ID of the command. LISTEN_PIDFDID stands for the process that
// LISTEN_PID named (sd_listen_fds(3)), and is removed.
func TestListenPID(t *testing.T) {
	tests := []struct {
		name    string
		changes []string // of the environment, by launch
	}{
		{
			name:    "LISTEN_PID",
			changes: []string{"env=X=1", "listen-pid", "env=LISTEN_FDS=2"},
		},
		{
			name: "LISTEN_PIDFDID",
			changes: []string{
				"env=LISTEN_PIDFDID=4711", "env=X=1", "listen-pid",
				"env=LISTEN_PIDFDID=", "env=LISTEN_FDS=2",
			},
		},
	}
	eachMode(t, everyone, func(t *testing.T, r runner, option []string) {
		for _, test := range tests {
			cmd := r.command(append(option, probe, "environ")...)
			p := start(t, launched(cmd, test.changes...))
			child := p.See(p.Stderr, `^pid (\d+)$`)[0]
			p.WantStatus(0)
			kit.Eventually(t, "the end of the output", p.Stdout.Ended)
			want := r.environment("X=1", "LISTEN_PID="+child, "LISTEN_FDS=2")
			if got := p.Stdout.String(); got != want {
				t.Errorf("%s: got %q, want %q", test.name, got, want)
			}
		}
	})
}

// Sockets that are meant for another process stay so.
func TestListenPIDOfAnother(t *testing.T) {
	values := []string{
		"",
		"0",
		"99999999999999999999",
		"-1",
		"1x",
		"2147483647",
	}
	eachMode(t, everyone, func(t *testing.T, r runner, option []string) {
		for _, value := range values {
			cmd := r.command(append(option, probe, "environ")...)
			entries := []string{"LISTEN_PID=" + value, "LISTEN_PIDFDID=4711"}
			got, _, _ := kit.Outcome(t, launched(cmd, "env="+entries[0], "env="+entries[1]))
			if want := r.environment(entries...); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		}
	})
}

// Two megabytes of arguments and one of environment arrive unchanged. The kernel takes a quarter of
// the limit on the stack for both together, and not more than 128 KiB for one string (execve(2)).
func TestMuchToPass(t *testing.T) {
	const piece = 100 << 10
	raiseStackLimit(t, 32<<20)
	eachMode(t, everyone, func(t *testing.T, r runner, option []string) {
		arguments := []string{probe, "hash"}
		for i := range 21 {
			word := fmt.Sprint(i)
			arguments = append(arguments, strings.Repeat(word, piece/len(word)))
		}
		cmd := r.command(append(option, arguments...)...)
		for i := range 11 {
			cmd.Env = append(cmd.Env, fmt.Sprintf("V%d=%s", i, strings.Repeat("e", piece)))
		}
		got, _, status := kit.Outcome(t, cmd)
		want := fmt.Sprintf("%d %x %x\n",
			len(arguments),
			hash(strings.Join(arguments, "\x00")+"\x00"),
			hash(r.environment(cmd.Env...)),
		)
		if got != want || status != 0 {
			t.Errorf("got status %d, %q, want status 0, %q", status, got, want)
		}
	})
}

// raiseStackLimit lets the stack of programs that tests start from here on grow to a size. That
// changes nothing for other tests.
func raiseStackLimit(t *testing.T, size uint64) {
	t.Helper()
	var limit unix.Rlimit
	kit.Try(t, unix.Getrlimit(unix.RLIMIT_STACK, &limit))
	if limit.Max < size {
		kit.Missing(t, fmt.Sprintf("a stack of %d MiB", size>>20))
	}
	limit.Cur = max(limit.Cur, size)
	kit.Try(t, unix.Setrlimit(unix.RLIMIT_STACK, &limit))
}

// hash returns what the job "hash" of the probe prints for a text.
func hash(text string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(text))
	return h.Sum64()
}

// Without arguments, not even a name, dumb-init says how to use it, and takes the options in its
// variable. (Linux passes a name that is empty.)
func TestNoArguments(t *testing.T) {
	tests := []struct {
		options string
		stderr  string
		status  int
	}{
		{"", "Usage:  [option] program [args]\nTry  --help for full usage.\n", 1},
		{"--version", "dumb-init v2.0.0\n", 0},
	}
	each(t, native, func(t *testing.T, r runner) {
		for _, test := range tests {
			cmd := launched(r.command(), "no-arguments", "env=DUMB_INIT_OPTIONS="+test.options)
			stdout, stderr, status := kit.Outcome(t, cmd)
			if stdout != "" || stderr != test.stderr || status != test.status {
				t.Errorf("DUMB_INIT_OPTIONS=%s: got status %d, %q, %q, want status %d, nothing, %q",
					test.options, status, stdout, stderr, test.status, test.stderr)
			}
		}
	})
}
