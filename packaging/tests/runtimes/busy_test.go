//go:build runtimes

package runtimes

import (
	"bytes"
	"io"
	"os"
	"strings"
	"testing"
	"time"
)

// large is more than what fits in between a server and its client.
const large = 64 << 20

// downloads has a client that has got a little of a large file, and takes the rest when nginx shuts down.
func downloads(t *testing.T, c *container) (over func()) {
	t.Helper()
	do(t, nil, c.inside("truncate", "-s", "64M", "/var/lib/nginx/large").Args...)
	client := c.inside("wget", "-qO-", "http://127.0.0.1:8080/large")
	client.Stderr = os.Stderr
	body, err := client.StdoutPipe()
	try(t, err)
	try(t, client.Start())
	_, err = io.ReadFull(body, make([]byte, 1))
	try(t, err)
	rest := make(chan int64)
	go func() {
		for !strings.Contains(c.out.String(), "gracefully shutting down") {
			select {
			case <-c.ended: // without
			case <-time.After(20 * time.Millisecond):
				continue
			}
			break
		}
		n, _ := io.Copy(io.Discard, body)
		rest <- n
	}()
	return func() {
		t.Helper()
		select {
		case n := <-rest:
			if err := client.Wait(); err != nil || n != large-1 {
				t.Errorf("%d bytes of %d were left, and %d came: %v", large-1, large, n, err)
			}
		case <-time.After(deadline):
			t.Error("the download does not end")
		}
	}
}

// sleepsInDatabase has a client of postgres that does not end by itself.
func sleepsInDatabase(t *testing.T, c *container) (over func()) {
	t.Helper()
	psql := as("postgres", "psql", "-h", "/tmp", "-qAtc")
	client := c.inside(append(psql, "select pg_sleep(100000)")...)
	complaint := &bytes.Buffer{}
	client.Stderr = complaint
	try(t, client.Start())
	eventually(t, "the client of the database", func() bool {
		const clients = "select count(*) from pg_stat_activity where wait_event = 'PgSleep'"
		answer, err := output(c.inside(append(psql, clients)...))
		return err == nil && answer == "1"
	})
	return func() {
		t.Helper()
		if err := client.Wait(); err == nil || !strings.Contains(complaint.String(), "terminating connection due to administrator command") {
			t.Errorf("the client of the database: %v, %s", err, complaint)
		}
	}
}
