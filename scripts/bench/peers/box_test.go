package peers

import (
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// A box is an init with a command, usually testdata/feature.c.
type box struct {
	*kit.Process
	t       *testing.T
	init    []string // with the options
	options []string
	read    int // bytes of standard output that line has returned
}

func newBox(t *testing.T, init Init, options ...string) *box {
	return &box{
		t:       t,
		init:    slices.Concat(init.Argv, options),
		options: options,
	}
}

// run starts the init as PID 1 with a command. A box can run one after the other.
func (b *box) run(command ...string) {
	b.t.Helper()
	b.exec(slices.Concat(b.init, []string{"--"}, command))
}

// start runs a mode of feature.c, and waits until it is ready.
func (b *box) start(mode string) {
	b.t.Helper()
	b.run(feature, mode)
	b.ready(mode)
}

// under is like start, but feature.c is PID 1, and the init a grandchild of it.
func (b *box) under(mode string) {
	b.t.Helper()
	b.exec(slices.Concat([]string{feature, "under"}, b.init, []string{"--", feature, mode}))
	b.ready(mode)
}

func (b *box) exec(argv []string) {
	b.t.Helper()
	cmd := exec.Command(argv[0], argv[1:]...)
	contain(cmd)
	cmd.Env = append(slices.Clone(cmd.Env), "LISTEN_PID=1")
	b.Process = kit.Start(b.t, cmd)
	b.read = 0
}

func (b *box) ready(mode string) {
	b.t.Helper()
	if got := b.line(); got != "ready" {
		b.t.Fatalf("%q with feature %s: got %q, want \"ready\"", b.init, mode, got)
	}
}

// line returns the next line of the command, or "" at the end.
func (b *box) line() (line string) {
	b.t.Helper()
	kit.Eventually(b.t, "a line of the command", func() bool {
		ended := b.Stdout.Ended()
		next, _, whole := strings.Cut(b.Stdout.String()[b.read:], "\n")
		if !whole {
			return ended
		}
		line = next
		b.read += len(line) + len("\n")
		return true
	})
	return line
}

// kill sends the init a signal, unless it has ended.
func (b *box) kill(signal syscall.Signal) {
	b.Cmd.Process.Signal(signal)
}

// fence is a signal that every init forwards. The kernel hands out pending signals from the lowest
// number to the highest (signal(7)): when this one has come, what was sent before has come, or
// never will.
const fence syscall.Signal = 64

// counted returns the lines about signals that have come so far, with feature.c's mode "count".
func (b *box) counted() (lines []string) {
	b.t.Helper()
	b.kill(fence)
	for {
		switch line := b.line(); line {
		case "64 0":
			return lines
		case "":
			b.t.Fatalf("%q: got its end, want signal 64 to be forwarded", b.init)
		default:
			lines = append(lines, line)
		}
	}
}

// answer is what a probe says.
func answer(is bool) string {
	if is {
		return "yes"
	}
	return "no"
}
