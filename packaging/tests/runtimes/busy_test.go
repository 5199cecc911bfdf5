//go:build runtimes

package runtimes

import (
	"io"
	"strings"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// large is the size of a file, in bytes: more than what the buffers between a server and its client
// hold.
const large = 64 << 20

// download has a client of nginx take one byte of a large file, and the rest once nginx shuts down.
// The check is that the client has got all of it.
func download(t testing.TB, c *container) (check func()) {
	t.Helper()
	run(t, c.inside("truncate", "-s", "64M", "/var/lib/nginx/large"))
	client := c.inside(fetch("large")...)
	body, write := kit.Pipe(t)
	t.Cleanup(func() { body.Close() })
	client.Stdout = write
	process := kit.Start(t, client)
	write.Close()
	_, err := io.ReadFull(body, make([]byte, 1))
	kit.Try(t, err)

	var rest int64
	read := make(chan struct{})
	go func() {
		defer close(read)
		kit.Within(kit.Deadline, func() bool { return c.printed(nginxStops) || c.ended() })
		rest, _ = io.Copy(io.Discard, body)
	}()
	return func() {
		t.Helper()
		kit.Await(t, "the end of the download", read)
		if want := int64(large - 1); rest != want {
			t.Errorf("the rest of the download: got %d bytes, want %d", rest, want)
		}
		process.WantStatus(0)
	}
}

// sleepInDatabase has a client of postgres run a query that does not end by itself. The check is
// that postgres has told the client of its shutdown.
func sleepInDatabase(t testing.TB, c *container) (check func()) {
	t.Helper()
	client := kit.Start(t, c.inside(psql("select pg_sleep(100000)")...))
	kit.Eventually(t, "the query", func() bool {
		const sleepers = "select count(*) from pg_stat_activity where wait_event = 'PgSleep'"
		stdout, _, _ := kit.Outcome(t, c.inside(psql(sleepers)...))
		return strings.TrimSpace(stdout) == "1"
	})
	return func() {
		t.Helper()
		if client.Status() == 0 {
			t.Error("exit status of the client of the database: got 0, want another")
		}
		client.See(client.Stderr, "terminating connection due to administrator command")
	}
}
