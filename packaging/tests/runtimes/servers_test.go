//go:build runtimes

package runtimes

import "testing"

// A server is a package of Debian, or a server of ours in a language of Debian. It runs on a
// read-only root file system, except for a directory with its data.
type server struct {
	name       string
	options    string     // of dumb-init
	stopSignal stopSignal // TERM, unless it is set
	data       string     // the directory with its data
	words      []string   // the command
	ready      string     // what it prints when it can be asked
	question   []string   // a command that prints how often it was run on the data; none for nginx
	keepBusy   func(testing.TB, *container) (check func())
	farewell   []string // what it prints until its end
	status     int      // the exit status after its stop
}

// The servers. Each of nginx and postgres stops in two ways.
var servers = []server{
	{
		name:     "nginx, rewritten",
		options:  "-r TERM:QUIT",
		data:     "/var/lib/nginx",
		words:    nginx,
		ready:    "start worker process ",
		keepBusy: download,
		farewell: []string{nginxStops},
	},
	{
		name:       "nginx, QUIT",
		stopSignal: sigQUIT,
		data:       "/var/lib/nginx",
		words:      nginx,
		ready:      "start worker process ",
		keepBusy:   download,
		farewell:   []string{nginxStops},
	},
	{
		name:     "postgres, smart",
		data:     "/var/lib/postgresql",
		words:    postgres,
		ready:    "ready to accept connections",
		question: psql(countVisits),
		farewell: []string{
			"database system was shut down at ", // before this run
			"received smart shutdown request",
			"database system is shut down\n",
		},
	},
	{
		name:       "postgres, fast",
		stopSignal: sigINT,
		data:       "/var/lib/postgresql",
		words:      postgres,
		ready:      "ready to accept connections",
		question:   psql(countVisits),
		keepBusy:   sleepInDatabase,
		farewell: []string{
			"database system was shut down at ", // before this run
			"received fast shutdown request",
			"database system is shut down\n",
		},
	},
	{
		name:     "node",
		data:     "/srv",
		words:    []string{"node", "/srv/visits.js"},
		ready:    "open to visits",
		question: fetch(""),
		farewell: []string{"visits are written"},
		status:   6,
	},
	{
		name:     "python",
		data:     "/srv",
		words:    []string{"python3", "/srv/visits.py"},
		ready:    "open to visits",
		question: fetch(""),
		farewell: []string{"visits are written"},
		status:   6,
	},
	{
		name:     "redis",
		data:     "/var/lib/redis",
		words:    as("redis", "redis-server", "--bind", "127.0.0.1", "--dir", "/var/lib/redis"),
		ready:    "Ready to accept connections",
		question: []string{"redis-cli", "incr", "visits"},
		farewell: []string{
			"Received SIGTERM scheduling shutdown",
			"DB saved on disk",
			"bye bye",
		},
	},
}

// nginx reads the configuration that is among its data.
var nginx = []string{"nginx", "-e", "stderr", "-c", "/var/lib/nginx/nginx.conf"}

// nginxStops is what nginx prints when it begins to shut down.
const nginxStops = "gracefully shutting down"

// postgres takes the configuration of Debian's package, whatever its version is.
var postgres = as("postgres", "sh", "-c", `
exec /usr/lib/postgresql/*/bin/postgres \
	-c config_file=$(echo /etc/postgresql/*/main/postgresql.conf) \
	-c ssl=off \
	-c external_pid_file= \
	-c unix_socket_directories=/tmp`)

const countVisits = `
create table if not exists visits ();
insert into visits default values;
select count(*) from visits`

// psql returns a command that prints the results of SQL statements, without headings.
func psql(statements string) []string {
	return as("postgres", "psql", "-h", "/tmp", "-qAtc", statements)
}

// fetch returns a command that prints a page of a web server.
func fetch(page string) []string {
	return []string{"wget", "-qO-", "http://127.0.0.1:8080/" + page}
}

// as returns a command that runs another one as a user.
func as(user string, words ...string) []string {
	setpriv := []string{"setpriv", "--reuid=" + user, "--regid=" + user, "--init-groups"}
	return append(setpriv, words...)
}
