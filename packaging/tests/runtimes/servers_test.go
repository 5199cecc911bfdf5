//go:build runtimes

package runtimes

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A server is one of Debian's packages. Its root file system is read-only, but for a directory with its data.
type server struct {
	name    string
	options string // dumb-init's
	signal  string // the one that stops it, if it is not TERM
	data    string
	words   []string
	ready   string                                         // what it says when it can be asked
	ask     []string                                       // a command, which answers how often it was run on the data
	busy    func(t *testing.T, c *container) (over func()) // leaves it with something to do while it is stopped
	says    []string                                       // by its end
	status  int
}

// as runs a command as a user.
func as(user string, words ...string) []string {
	return append([]string{"setpriv", "--reuid=" + user, "--regid=" + user, "--init-groups"}, words...)
}

var (
	nginx = server{
		name: "nginx", data: "/var/lib/nginx", ready: "start worker process ", busy: downloads,
		words: []string{"nginx", "-e", "stderr", "-c", "/var/lib/nginx/nginx.conf"},
		says:  []string{"gracefully shutting down"},
	}

	postgres = server{
		name: "postgres", data: "/var/lib/postgresql", ready: "ready to accept connections",
		words: as("postgres", "sh", "-c", "exec /usr/lib/postgresql/*/bin/postgres"+
			" -c config_file=$(echo /etc/postgresql/*/main/postgresql.conf)"+
			" -c ssl=off -c external_pid_file= -c unix_socket_directories=/tmp"),
		ask: as("postgres", "psql", "-h", "/tmp", "-qAtc",
			"create table if not exists visits (); insert into visits default values; select count(*) from visits"),
		says: []string{"database system was shut down at ", "database system is shut down\n"},
	}

	visits = server{
		name: "node", data: "/srv", ready: "open to visits",
		words: []string{"node", "/srv/visits.js"}, ask: []string{"wget", "-qO-", "http://127.0.0.1:8080/"},
		says: []string{"visits are written"}, status: 6,
	}
)

func servers() []server {
	rewritten, quit := nginx, nginx
	rewritten.name, rewritten.options = "nginx, rewritten", "-r TERM:QUIT"
	quit.name, quit.signal = "nginx, QUIT", "QUIT"
	smart, fast := postgres, postgres
	smart.name, smart.says = "postgres, smart", append(smart.says, "received smart shutdown request")
	fast.name, fast.signal, fast.busy = "postgres, fast", "INT", sleepsInDatabase
	fast.says = append(fast.says, "received fast shutdown request")
	python := visits
	python.name, python.words = "python", []string{"python3", "/srv/visits.py"}
	return []server{
		rewritten, quit, smart, fast, visits, python,
		{
			name: "redis", data: "/var/lib/redis", ready: "Ready to accept connections",
			words: as("redis", "redis-server", "--bind", "127.0.0.1", "--dir", "/var/lib/redis"),
			ask:   []string{"redis-cli", "incr", "visits"},
			says:  []string{"Received SIGTERM scheduling shutdown", "DB saved on disk", "bye bye"},
		},
	}
}

// runServers has an engine run each server, twice with the same data: what was asked the first time counts
// the second time, after an end that had all the time it wanted.
func runServers(t *testing.T, e engine) {
	e = e.over(debian(t))
	for _, s := range servers() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			data := s.seed(t)
			for visit := range 2 {
				s.visit(t, e, data, visit+1)
			}
		})
	}
}

// seed makes a directory with the data that the package comes with, and with files of ours.
func (s server) seed(t *testing.T) (data string) {
	t.Helper()
	data = filepath.Join(t.TempDir(), "data")
	do(t, nil, "cp", "-a", debianTree().directory+s.data, data)
	try(t, os.Chmod(data, 0o755))
	for _, file := range []string{"nginx.conf", "visits.js", "visits.py"} {
		try(t, copyFile("testdata/servers/"+file, filepath.Join(data, file)))
	}
	return data
}

func (s server) visit(t *testing.T, e engine, data string, visit int) {
	t.Helper()
	c := start(t, e, s.box(data))
	c.see(s.ready, 1)
	if !isOurs(c.pid()) {
		t.Error("PID 1 is another program")
	}
	if s.ask != nil {
		answer, err := output(c.inside(s.ask...))
		try(t, err)
		if answer != fmt.Sprint(visit) {
			t.Errorf("visit %d is answered by %q", visit, answer)
		}
	}
	over := func() {}
	if s.busy != nil {
		over = s.busy(t, c)
	}
	c.stop()
	c.wantStatus(s.status)
	over()
	for _, text := range s.says {
		c.see(text, 1)
	}
	if strings.Contains(c.out.String(), "not properly shut down") {
		t.Error("the data had to be recovered")
	}
}

// box is the container of a server.
func (s server) box(data string) box {
	return box{
		way: asEntrypoint, words: s.words, options: s.options, signal: s.signal,
		flags: []string{"--read-only", "--tmpfs=/run", "--tmpfs=/tmp", "--volume=" + data + ":" + s.data},
		config: func(c *config) {
			c.Root.ReadOnly = true
			c.Process.Capabilities = capabilities("CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_KILL", "CAP_SETGID", "CAP_SETUID")
			for _, directory := range []string{"/dev/shm", "/run", "/tmp"} {
				c.Mounts = append(c.Mounts, mount{directory, "tmpfs", "tmpfs", []string{"mode=1777"}})
			}
			c.Mounts = append(c.Mounts, mount{s.data, "bind", data, []string{"bind"}})
		},
	}
}

// inside is a command in the network and the files of a container, but not one of its processes.
func (c *container) inside(words ...string) *exec.Cmd {
	c.t.Helper()
	enter := []string{"--target", fmt.Sprint(c.pid()), "--mount", "--net", "--ipc", "--root", "--wd"}
	return exec.Command("nsenter", append(append(enter, "--"), words...)...)
}
