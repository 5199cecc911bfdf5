package blackbox

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"

	"dumb-init.alt/internal/testing/kit"
	"dumb-init.alt/internal/testing/proc"
)

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
