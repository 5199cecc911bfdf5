package blackbox

import (
	"fmt"
	"hash/fnv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/testing/kit"
)

// The environment arrives as it is, byte for byte.
func TestEnvironment(t *testing.T) {
	entries := []string{
		"A=1", "A=2", "no assignment", "", "=", "=x", "B=", "C==", "LISTEN_PI=1", "LISTEN_PIDS=2",
		"LISTEN_FDS=3", "BYTES=\xff\x01\t\n", "DUMB_INIT_SETSID=0", "DUMB_INIT_OPTIONS=-c",
	}
	eachMode(t, native, func(t *testing.T, r runner, option []string) {
		changes := []string{"no-env"}
		for _, entry := range entries {
			changes = append(changes, "env="+entry)
		}
		stdout, _, status := kit.Outcome(t, changed(r.command(append(option, probe, "environ")...), changes...))
		if want := r.environment(entries...); stdout != want || status != 0 {
			t.Errorf("%d %q, want %q", status, stdout, want)
		}
	})
}

func TestEmptyEnvironment(t *testing.T) {
	eachMode(t, native, func(t *testing.T, r runner, option []string) {
		stdout, _, status := kit.Outcome(t, changed(r.command(append(option, probe, "environ")...), "no-env"))
		if stdout != "" || status != 0 {
			t.Errorf("%d %q", status, stdout)
		}
	})
}

// Sockets that are passed to dumb-init's process are meant for the command; those for another are not.
func TestListenPID(t *testing.T) {
	eachMode(t, everyone, func(t *testing.T, r runner, option []string) {
		cmd := changed(r.command(append(option, probe, "environ")...), "env=X=1", "listen-pid", "env=LISTEN_FDS=2")
		p := start(t, cmd)
		child := p.See(p.Stderr, `^pid (\d+)$`)[0]
		p.WantStatus(0)
		want := r.environment("X=1", "LISTEN_PID="+child, "LISTEN_FDS=2")
		kit.Eventually(t, "output", func() bool { return len(p.Stdout.String()) >= len(want) })
		if got := p.Stdout.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
		for _, value := range []string{"", "0", "99999999999999999999", "-1", "1x", "2147483647"} {
			cmd := changed(r.command(append(option, probe, "environ")...), "env=LISTEN_PID="+value)
			if stdout, _, _ := kit.Outcome(t, cmd); stdout != "LISTEN_PID="+value+"\x00" {
				t.Errorf("LISTEN_PID=%s becomes %q", value, stdout)
			}
		}
	})
}

// Two megabytes of arguments and one of environment arrive unchanged. The kernel takes a quarter of the
// limit on the stack for both, and not more than 128 KiB for one.
func TestMuchToPass(t *testing.T) {
	var limit unix.Rlimit
	kit.Try(t, unix.Getrlimit(unix.RLIMIT_STACK, &limit))
	if limit.Max < 32<<20 {
		kit.Missing(t, "32 MiB of stack")
	}
	// All of this process get it, from here on; it changes nothing for the other tests.
	limit.Cur = max(limit.Cur, 32<<20)
	kit.Try(t, unix.Setrlimit(unix.RLIMIT_STACK, &limit))
	eachMode(t, everyone, func(t *testing.T, r runner, option []string) {
		arguments := []string{probe, "hash"}
		for i := range 21 {
			arguments = append(arguments, strings.Repeat(fmt.Sprint(i), 100<<10/len(fmt.Sprint(i))))
		}
		cmd := r.command(append(option, arguments...)...)
		for i := range 11 {
			cmd.Env = append(cmd.Env, fmt.Sprintf("V%d=%s", i, strings.Repeat("e", 100<<10)))
		}
		stdout, _, status := kit.Outcome(t, cmd)
		if want := fmt.Sprintf("%d %x %x\n", len(arguments), hash(strings.Join(arguments, "\x00")+"\x00"), hash(r.environment(cmd.Env...))); stdout != want || status != 0 {
			t.Errorf("%d %q, want %q", status, stdout, want)
		}
	})
}

func hash(text string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(text))
	return h.Sum64()
}

// Without arguments, not even a name, dumb-init says how to use it. (Linux passes one that is empty.)
func TestNoArguments(t *testing.T) {
	each(t, native, func(t *testing.T, r runner) {
		stdout, stderr, status := kit.Outcome(t, changed(r.command(), "no-arguments"))
		if stdout != "" || !strings.HasPrefix(stderr, "Usage: ") || status != 1 {
			t.Errorf("%d %q %q", status, stdout, stderr)
		}
		stdout, stderr, status = kit.Outcome(t, changed(r.command(), "no-arguments", "env=DUMB_INIT_OPTIONS=--version"))
		if stdout != "" || stderr != "dumb-init v2.0.0\n" || status != 0 {
			t.Errorf("%d %q %q", status, stdout, stderr)
		}
	})
}
