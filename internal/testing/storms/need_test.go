package storms

import (
	"os"
	"testing"
)

// missing ends a test for which something is not there: by skipping it, or on CI, which has everything,
// by failing.
func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatalf("missing: %s", what)
	}
	t.Skipf("missing: %s", what)
}

func needRoot(t *testing.T) {
	t.Helper()
	if os.Getuid() != 0 {
		missing(t, "root")
	}
}

// needNamespaces skips a test where no PID namespace can be made.
func needNamespaces(t *testing.T) {
	t.Helper()
	if err := container.command("true").Run(); err != nil {
		missing(t, "PID namespaces: "+err.Error())
	}
}
