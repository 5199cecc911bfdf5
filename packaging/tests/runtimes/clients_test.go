//go:build runtimes

package runtimes

import "testing"

func clients(t *testing.T, e *client) {}
