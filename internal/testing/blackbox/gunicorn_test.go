package blackbox

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// gunicorn writes an application, and returns the command line of the server.
func gunicorn(t *testing.T, options ...string) (directory string, words []string) {
	t.Helper()
	program := kit.Need(t, "gunicorn")
	directory = t.TempDir()
	const application = `
import os

def serve(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(os.getppid()).encode()]
`
	path := filepath.Join(directory, "application.py")
	kit.Try(t, os.WriteFile(path, []byte(application), 0o644))
	words = []string{
		program,
		"--bind", "unix:" + filepath.Join(directory, "socket"),
		"--pid", filepath.Join(directory, "pid"),
		"--chdir", directory,
		"--workers", "1", // so that an answer says that all workers take signals
	}
	return directory, append(append(words, options...), "application:serve")
}

// With -b gunicorn is upgraded: USR2 has it start its successor, TERM ends the old master, and
// dumb-init lives on with the new one, which gets its signals.
//
// USR2 and TERM go to the old master alone, as from its administrator: USR2 would kill the workers.
func TestUpgradeOfGunicorn(t *testing.T) {
	eachMode(t, native, func(t *testing.T, r runner, option []string) {
		directory, words := gunicorn(t)
		s := startServer(t, r, directory, append(option, words...)...)
		pidFile := filepath.Join(directory, "pid")
		old := s.readPID(pidFile)
		kit.Try(t, syscall.Kill(old, syscall.SIGUSR2))
		successor := s.readPID(pidFile + ".2")
		s.awaitWorkers(successor, 1)
		kit.Try(t, syscall.Kill(old, syscall.SIGTERM))
		s.livesOn(successor)
		s.servedBy(successor)
		s.Signal(term)
		s.WantStatus(0)
		s.awaitEnd(successor)
	})
}

// servedBy waits until the workers of a master serve.
func (s *server) servedBy(master int) {
	s.T.Helper()
	all := strings.Fields(field(s.T, master, "NSpid"))
	want := all[len(all)-1]
	kit.Eventually(s.T, "an answer of "+want, func() bool { return s.answers() == want })
}

// With -b gunicorn may be a daemon.
func TestGunicornAsDaemon(t *testing.T) {
	eachMode(t, native, func(t *testing.T, r runner, option []string) {
		directory, words := gunicorn(t, "--daemon")
		s := startServer(t, r, directory, append(option, words...)...)
		master := s.readPID(filepath.Join(directory, "pid"))
		s.livesOn(master)
		s.servedBy(master)
		s.Signal(term)
		s.WantStatus(0)
		s.awaitEnd(master)
	})
}

// The proof that these tests can fail: without -b the end of the old master ends all.
func TestUpgradeWithoutBackground(t *testing.T) {
	each(t, native, func(t *testing.T, r runner) {
		directory, words := gunicorn(t)
		cmd := r.command(words...)
		cmd.Dir = directory
		s := &server{running: start(t, cmd)}
		pidFile := filepath.Join(directory, "pid")
		old := s.readPID(pidFile)
		kit.Try(t, syscall.Kill(old, syscall.SIGUSR2))
		successor := s.readPID(pidFile + ".2")
		kit.Try(t, syscall.Kill(old, syscall.SIGTERM))
		s.WantStatus(0)
		s.awaitEnd(successor)
	})
}
