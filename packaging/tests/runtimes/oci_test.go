//go:build runtimes

package runtimes

import "testing"

// runc, which docker and podman use, runs dumb-init as the entrypoint.
func TestRunc(t *testing.T) { testOCIRuntime(t, "runc") }

// crun runs dumb-init as the entrypoint.
func TestCrun(t *testing.T) { testOCIRuntime(t, "crun") }

func testOCIRuntime(t *testing.T, program string) {
	t.Parallel()
	r := newOCIRuntime(t, program)
	eachRootfs(t, r, func(t *testing.T, e engine) { testEngine(t, e, entrypoint) })
	t.Run("servers", func(t *testing.T) { testServers(t, r) })
	testPause(t, r)
	t.Run("no proc", func(t *testing.T) { testWithoutProc(t, r) })
}

// dumb-init needs no /proc. The shell unmounts it before it becomes dumb-init: runc cannot do
// without.
func testWithoutProc(t *testing.T, r *ociRuntime) {
	t.Parallel()
	c := start(t, r, script(noInit, `
umount /proc && exec dumb-init sh -c '
	ls /proc | wc -l
	(echo orphan &)
	exec sleep 1000
'`))
	c.see("orphan", 1)
	c.see("0\n", 1)
	c.wantPID1IsDumbInit()
	wantChildren(t, c.pid1(), "S sleep")
	c.stop()
	c.wantStatus(killedByTERM)
}
