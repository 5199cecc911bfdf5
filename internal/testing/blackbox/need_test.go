package blackbox

import (
	"os"
	"os/exec"
	"sync"
	"testing"
)

// need skips a test where a tool is missing.
func need(t *testing.T, tool string) string {
	t.Helper()
	path, err := exec.LookPath(tool)
	if err != nil {
		missing(t, tool)
	}
	return path
}

// missing ends a test for which something is not there: by skipping it, or on CI, which has everything,
// by failing.
func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatalf("missing: %s", what)
	}
	t.Skipf("missing: %s", what)
}

var namespaces = sync.OnceValue(func() error {
	return container.command("true").Run()
})

// needNamespaces skips a test where no PID namespace can be made.
func needNamespaces(t *testing.T) {
	t.Helper()
	if err := namespaces(); err != nil {
		missing(t, "PID namespaces: "+err.Error())
	}
}

func needRoot(t *testing.T) {
	t.Helper()
	if os.Getuid() != 0 {
		missing(t, "root")
	}
}
