package blackbox

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"dumb-init.alt/internal/testing/kit"
	"dumb-init.alt/internal/testing/proc"
)

// server is a web server on a socket of its directory.
type server struct {
	*running
	socket string
	client http.Client
}

// startServer starts dumb-init -b with a server whose files are in a directory, and waits until it
// answers.
func startServer(t *testing.T, r runner, directory string, words ...string) *server {
	t.Helper()
	cmd := r.command(append([]string{"-b", "-v"}, words...)...)
	cmd.Dir = directory
	s := &server{
		running: start(t, cmd),
		socket:  filepath.Join(directory, "socket"),
	}
	dial := func(context.Context, string, string) (net.Conn, error) {
		return net.Dial("unix", s.socket)
	}
	s.client.Transport = &http.Transport{
		DialContext:       dial,
		DisableKeepAlives: true,
	}
	s.answers()
	return s
}

// answers waits until the server answers a request, and returns what.
func (s *server) answers() (text string) {
	s.T.Helper()
	kit.Eventually(s.T, "an answer of the server", func() bool {
		response, err := s.client.Get("http://server/")
		if err != nil {
			return false
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		text = string(body)
		return err == nil && response.StatusCode == http.StatusOK
	})
	return text
}

// readPID waits for a file with a process ID, as the server sees it, and returns the process's ID
// as the test sees it.
func (s *server) readPID(path string) (pid int) {
	s.T.Helper()
	kit.Eventually(s.T, "the process ID in "+path, func() bool {
		text, _ := os.ReadFile(path)
		inside := strings.TrimSpace(string(text))
		for _, candidate := range proc.Descendants(s.PID) {
			all, _ := proc.Field(candidate, "status", "NSpid") // the innermost one last
			fields := strings.Fields(all)
			if len(fields) > 0 && fields[len(fields)-1] == inside {
				pid = candidate
				return true
			}
		}
		return false
	})
	return pid
}

// livesOn waits until dumb-init has seen the command's end, and a process is its child instead.
func (s *server) livesOn(successor int) {
	s.T.Helper()
	s.See(s.Stderr, livingOn)
	s.awaitParent(successor)
	if got, sent := s.Stderr.Match(`Forwarded signal 15.*`); sent {
		s.T.Errorf("at the command's end: got %q, want no TERM", got)
	}
}

// awaitParent waits until a process is a child of dumb-init.
func (s *server) awaitParent(pid int) {
	s.T.Helper()
	kit.Eventually(s.T, fmt.Sprintf("process %d as a child of dumb-init", pid), func() bool {
		child, _ := proc.Inspect(pid)
		return child.Parent == s.PID
	})
}

// awaitWorkers waits until a master has so many workers, and returns them.
func (s *server) awaitWorkers(master, number int) (workers []int) {
	s.T.Helper()
	kit.Eventually(s.T, fmt.Sprintf("%d workers", number), func() bool {
		workers = nil
		for _, worker := range proc.Children(master) {
			workers = append(workers, worker.PID)
		}
		return len(workers) == number
	})
	return workers
}

// awaitEnd waits until a process has ended.
func (s *server) awaitEnd(pid int) {
	s.T.Helper()
	kit.Eventually(s.T, fmt.Sprintf("the end of process %d", pid), func() bool {
		_, exists := proc.Inspect(pid)
		return !exists
	})
}

// nginx writes a configuration, and returns the command line of the server. The server is a daemon,
// as it is by default.
func nginx(t *testing.T) (directory string, words []string) {
	t.Helper()
	program := kit.Need(t, "nginx")
	directory = t.TempDir()
	config := filepath.Join(directory, "nginx.conf")
	const text = `
pid %[1]s/pid;
error_log %[1]s/error.log notice;
worker_processes 2;
events { }
http {
	access_log off;
	client_body_temp_path %[1]s/body;
	proxy_temp_path %[1]s/proxy;
	fastcgi_temp_path %[1]s/fastcgi;
	uwsgi_temp_path %[1]s/uwsgi;
	scgi_temp_path %[1]s/scgi;
	server {
		listen unix:%[1]s/socket;
		location / { return 200 "served by $pid"; }
	}
}
`
	user := ""
	if os.Getuid() == 0 {
		user = "user root;" // so that the workers may open what is in the test's directory
	}
	kit.Try(t, os.WriteFile(config, fmt.Appendf(nil, user+text, directory), 0o644))
	return directory, []string{program, "-c", config, "-e", filepath.Join(directory, "error.log")}
}

// With -b nginx is upgraded: USR2 has it start its successor, QUIT ends the old master, and
// dumb-init lives on with the new one, which gets its signals.
//
// nginx can be upgraded as a daemon alone: otherwise it takes itself for a successor whose old
// master still runs, and ignores USR2 (ngx_signal_handler, src/os/unix/ngx_process.c).
func TestUpgradeOfNginx(t *testing.T) {
	eachMode(t, native, func(t *testing.T, r runner, option []string) {
		for _, end := range []int{quit, term} {
			directory, words := nginx(t)
			s := startServer(t, r, directory, append(option, words...)...)
			pidFile := filepath.Join(directory, "pid")
			old := s.readPID(pidFile)
			s.livesOn(old)
			s.answers()
			s.Signal(usr2)
			var successor int
			kit.Eventually(t, "another master", func() bool {
				_, err := os.Stat(pidFile + ".oldbin")
				successor = s.readPID(pidFile)
				return err == nil && successor != old
			})
			workers := s.awaitWorkers(successor, 2)
			kit.Try(t, syscall.Kill(old, syscall.SIGQUIT))
			s.awaitParent(successor)
			s.answers()
			s.Signal(hup) // has the new master start other workers
			kit.Eventually(t, "other workers", func() bool {
				now := proc.Children(successor)
				return len(now) == 2 && !slices.Contains(workers, now[0].PID) &&
					!slices.Contains(workers, now[1].PID)
			})
			s.answers()
			s.Signal(end)
			s.WantStatus(0)
			s.awaitEnd(successor)
		}
	})
}

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
