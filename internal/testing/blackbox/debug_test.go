package blackbox

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/testing/kit"
)

const notTTY = "(errno=25 Inappropriate ioctl for device)."

// A transcript of debug lines, without their prefix; N is the command's process ID.
func TestDebugLines(t *testing.T) {
	tests := map[string]struct {
		options []string
		signals []int
		want    string
	}{
		"session": {nil, []int{usr1, term}, `Unable to detach from controlling tty ` + notTTY + `
Unable to attach to controlling tty ` + notTTY + `
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
`},
		"single": {[]string{"-c"}, []int{usr1, hup, term}, `Child spawned with PID N.
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
`},
	}
	each(t, everyone, func(t *testing.T, r runner) {
		for name, test := range tests {
			t.Run(name, func(t *testing.T) {
				p := start(t, r.command(append(test.options, "-v", "-r15:9", "-r1:0", probe, "obey", "3")...))
				child := p.ready()
				for _, s := range test.signals {
					p.Signal(s)
					p.See(p.Stderr, fmt.Sprintf(`Received signal %d\.(\n.*)*orward.*signal`, s))
				}
				p.WantStatus(128 + kill)
				kit.Eventually(t, "end", p.Stderr.Ended)
				got := strings.ReplaceAll(p.Stderr.String(), "[dumb-init] ", "")
				got = strings.ReplaceAll(got, fmt.Sprintf("PID %d", child), "PID N")
				if got != test.want && (r.waits() || sorted(got) != sorted(test.want)) {
					t.Errorf("got\n%swant\n%s", got, test.want)
				}
			})
		}
	})
}

// The lines are those of 1.2.5, but for the name of a signal, and for the TERM to a dead child that 1.2.5
// sends with -c. Its parent and child write at once, so that the order is not compared.
func TestDebugLinesOfPeer(t *testing.T) {
	path := peer(t)
	each(t, []runner{process}, func(t *testing.T, r runner) {
		for _, test := range []struct{ environment, words []string }{
			{nil, []string{"-v", probe, "exit", "3"}},
			{nil, []string{"-v", probe, "die", "9"}},
			{nil, []string{"-vr15:3", probe, "exit", "0"}},
			{nil, []string{"-vr15:0", probe, "exit", "0"}},
			{[]string{"DUMB_INIT_DEBUG=1"}, []string{probe, "exit", "3"}},
			{[]string{"DUMB_INIT_DEBUG=1"}, []string{"-v", probe, "exit", "3"}},
			{[]string{"DUMB_INIT_DEBUG=0"}, []string{probe, "exit", "3"}},
			{[]string{"DUMB_INIT_DEBUG=1", "DUMB_INIT_SETSID=0"}, []string{"-r15:0", probe, "exit", "3"}},
			{[]string{"DUMB_INIT_DEBUG=1", "DUMB_INIT_SETSID=1"}, []string{probe, "exit", "3"}},
			{[]string{"DUMB_INIT_SETSID=0"}, []string{"-v", "-r15:0", probe, "exit", "3"}},
		} {
			ours, theirs := r.command(test.words...), r.command(test.words...)
			ours.Env, theirs.Env, theirs.Path = test.environment, test.environment, path
			_, got, _ := kit.Outcome(t, ours)
			_, want, _ := kit.Outcome(t, theirs)
			if slices.Contains(test.environment, "DUMB_INIT_SETSID=0") {
				want = strings.Replace(want, atTheEnd, "", 1)
			}
			if got, want := sorted(got), sorted(want); got != want {
				t.Errorf("%q %q: got\n%swant\n%s", test.environment, test.words, got, want)
			}
		}
	})
}

const atTheEnd = "[dumb-init] Translating signal 15 to 0.\n[dumb-init] Not forwarding signal 0 to children (ignored).\n"

var (
	thePID  = regexp.MustCompile(`PID \d+`)
	theName = regexp.MustCompile(` \(SIG[A-Z]+\)\.`)
)

// sorted returns the sorted lines of a log, without what may differ in them.
func sorted(log string) string {
	lines := strings.Split(theName.ReplaceAllString(thePID.ReplaceAllString(log, "PID N"), "."), "\n")
	slices.Sort(lines)
	return strings.Join(lines, "\n") + "\n"
}

// A standard error that nobody reads takes no more when it is full. Debug lines are lost then, signals
// and the end of the command are not.
func TestFullStandardError(t *testing.T) {
	eachMode(t, everyone, func(t *testing.T, r runner, option []string) {
		in, out := kit.Pipe(t)
		defer in.Close()
		defer out.Close()
		fill(t, out)
		cmd := r.command(append(option, "-v", probe, "signals", "100")...)
		cmd.Stderr = out
		p := start(t, cmd)
		p.ready()
		for range 100 {
			p.Signal(40)
		}
		p.WantStatus(0)
	})
}

// fill writes to a pipe until it takes no more.
func fill(t *testing.T, pipe *os.File) {
	t.Helper()
	fd := int(pipe.Fd())
	kit.Try(t, unix.SetNonblock(fd, true))
	for _, piece := range []int{65536, 4096, 1} {
		var err error
		for err == nil {
			_, err = syscall.Write(fd, make([]byte, piece))
		}
		if err != syscall.EAGAIN {
			t.Fatal(err)
		}
	}
	kit.Try(t, unix.SetNonblock(fd, false))
}

// Writing to a standard error that nobody has open brings PIPE. It is dumb-init's own affair, while a PIPE
// from anybody else is a signal as any other.
func TestBrokenStandardError(t *testing.T) {
	eachMode(t, everyone, func(t *testing.T, r runner, option []string) {
		in, out := kit.Pipe(t)
		in.Close()
		defer out.Close()
		cmd := r.command(append(option, "-v", probe, "signals", "5")...)
		cmd.Stderr = out
		p := start(t, cmd)
		p.ready()
		sent := []int{usr1, pipes, winch, pipes, usr1}
		for i, s := range sent {
			p.Signal(s)
			kit.Eventually(t, "arrival", func() bool { return len(p.arrivals()) > i })
		}
		p.WantStatus(0)
		p.wantSignals(sent...)
	})
}
