package blackbox

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/testing/kit"
	"dumb-init.alt/internal/testing/proc"
)

// longestWait is how long dumb-init waits for room for a message that explains an exit
// (report.ExitPatience).
const longestWait = 2 * time.Second

// exitMessages are ways to have dumb-init exit with a message.
var exitMessages = []struct {
	name     string
	called   string // argv[0]
	words    string
	onStdout bool
	want     string
	status   int
}{
	{
		name:   "a bad option",
		called: "dumb-init",
		words:  "--yolo",
		want:   "dumb-init: unrecognized option '--yolo'\n",
		status: 1,
	},
	{
		name:   "no command",
		called: "dumb-init",
		want:   "Try dumb-init --help for full usage.\n",
		status: 1,
	},
	{
		name:   "help",
		called: "dumb-init",
		words:  "--help",
		want:   "Usage: dumb-init",
		status: 0,
	},
	{
		name:   "version",
		called: "dumb-init",
		words:  "--version",
		want:   "dumb-init v2.0.0\n",
		status: 0,
	},
	{
		name:     "version for Docker",
		called:   "docker-init",
		words:    "--version",
		onStdout: true,
		want:     "tini version 2.0.0_dumb-init\n",
		status:   0,
	},
	{
		name:   "no such command",
		called: "dumb-init",
		words:  "/doesnotexist",
		want:   "[dumb-init] /doesnotexist: No such file or directory\n",
		status: 127,
	},
	{
		name:   "a command that cannot be run",
		called: "dumb-init",
		words:  "-v /",
		want:   "[dumb-init] /: Permission denied\n",
		status: 126,
	},
}

// A message that explains an exit arrives, though the reader is slow and there is no room at first.
func TestMessageForSlowReader(t *testing.T) {
	each(t, everyone, func(t *testing.T, r runner) {
		for _, message := range exitMessages {
			t.Run(message.name, func(t *testing.T) {
				eachStream(t, func(t *testing.T, s stream) {
					words := strings.Fields(message.words)
					kit.Eventually(t, "a run that is not too late", func() bool {
						cmd := r.called(message.called, words...)
						got, status, late := s.readLate(t, cmd, message.onStdout)
						if status != message.status {
							t.Fatalf("exit status: got %d, want %d", status, message.status)
						}
						arrived := strings.Contains(got, message.want)
						if !arrived && !late {
							t.Fatalf("got %q, want %q", got, message.want)
						}
						return arrived
					})
				})
			})
		}
	})
}

// readLate runs a command whose standard error, or standard output, has no room until dumb-init
// waits for some. It returns what the reader gets, without what had filled the stream, and the exit
// status. late says that the machine has stalled so long meanwhile that dumb-init may have given
// up.
func (s *stream) readLate(
	t *testing.T, cmd *exec.Cmd, onStdout bool,
) (got string, status int, late bool) {
	t.Helper()
	reader, writer := s.openStream(t)
	s.block(t, writer)
	if onStdout {
		cmd.Stdout = writer
	} else {
		cmd.Stderr = writer
	}
	started := time.Now()
	p := start(t, cmd)
	kit.Eventually(t, "a wait for room, or the end", func() bool {
		select {
		case <-p.Ended:
			return true
		default:
			return waitsForRoom(p.PID)
		}
	})
	got = s.resume(t, reader, writer)
	late = time.Since(started) >= longestWait
	writer.Close()
	status = p.Status()
	return withoutFilling(got) + readAll(t, reader), status, late
}

// readAll reads what is left in a stream that nobody writes to any more.
func readAll(t testing.TB, reader *os.File) string {
	t.Helper()
	text, err := io.ReadAll(reader)
	if !errors.Is(err, unix.EIO) { // a terminal that nobody has open
		kit.Try(t, err)
	}
	return withoutFilling(string(text))
}

// withoutFilling returns a text without what has filled a stream, and without the carriage returns
// of a terminal.
func withoutFilling(text string) string {
	return strings.NewReplacer("\x00", "", "\r", "").Replace(text)
}

// waitsForRoom reports whether dumb-init or its child sleeps in ppoll(2). A program of 386 that the
// kernel of amd64 runs has the number that the call has on 386.
func waitsForRoom(pid int) bool {
	const ppollOf386 = 309
	for _, pid := range append(proc.Descendants(pid), pid) {
		if isIn(pid, unix.SYS_PPOLL, ppollOf386) {
			return true
		}
	}
	return false
}
