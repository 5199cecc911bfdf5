package blackbox

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
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
