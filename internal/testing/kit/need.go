package kit

import (
	"fmt"
	"os"
	"os/exec"
	"sync"
	"testing"

	"golang.org/x/sys/unix"
)

// Missing ends a test for which something is not there: it skips the test, or fails it on CI, which
// has everything. What was skipped is noted in the file that $SKIPPED names, for the last lines of
// a run.
func Missing(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatalf("missing: %s", what)
	}
	note(t.Name(), what)
	t.Skipf("missing: %s", what)
}

func note(test, what string) {
	file, err := os.OpenFile(os.Getenv("SKIPPED"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return
	}
	defer file.Close()
	fmt.Fprintf(file, "%s: missing: %s\n", test, what)
}

// Need returns the path of a program, and skips the test where there is none.
func Need(t testing.TB, program string) (path string) {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		Missing(t, program)
	}
	return path
}

// NeedRoot skips the test for any other user.
func NeedRoot(t testing.TB) {
	t.Helper()
	if os.Getuid() != 0 {
		Missing(t, "root")
	}
}

// NeedPeer returns the path of Debian's dumb-init, which is Yelp's 1.2.5, and skips the test where
// there is none.
func NeedPeer(t testing.TB) (path string) {
	t.Helper()
	const peer = "/usr/bin/dumb-init"
	version, _ := exec.Command(peer, "--version").CombinedOutput()
	if string(version) != "dumb-init v1.2.5\n" {
		Missing(t, peer+" of version 1.2.5")
	}
	return peer
}

var namespaces = sync.OnceValue(func() error {
	cmd := exec.Command("true")
	InNamespace(cmd)
	return cmd.Run()
})

// NeedNamespaces skips the test where no PID namespace can be made.
func NeedNamespaces(t testing.TB) {
	t.Helper()
	if err := namespaces(); err != nil {
		Missing(t, "PID namespaces: "+err.Error())
	}
}

// NeedLinux skips the test on a kernel before a version: nothing that could be installed would give
// it what it needs, so CI skips the test as well.
func NeedLinux(t testing.TB, major, minor int) {
	t.Helper()
	var name unix.Utsname
	Try(t, unix.Uname(&name))
	release := unix.ByteSliceToString(name.Release[:])
	var first, second int
	if _, err := fmt.Sscanf(release, "%d.%d", &first, &second); err != nil {
		t.Fatalf("release of the kernel: got %q, want a version", release)
	}
	if first < major || first == major && second < minor {
		what := fmt.Sprintf("Linux %d.%d", major, minor)
		note(t.Name(), what)
		t.Skipf("missing: %s", what)
	}
}
