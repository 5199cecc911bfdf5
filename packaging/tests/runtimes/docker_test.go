//go:build runtimes

package runtimes

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// The daemon runs dumb-init as its init by the setting init-path.
func TestDocker(t *testing.T) {
	t.Parallel()
	d := startDockerd(t, "/", map[string]string{"init-path": dumbInit})
	d.importRootfs(t, debian(t))
	eachRootfs(t, d, func(t *testing.T, e engine) { testEngine(t, e, engineInit, entrypoint) })
	testCLI(t, d)
	t.Run("ENTRYPOINT and STOPSIGNAL", func(t *testing.T) { testDockerfile(t, d) })
}

// An image that has dumb-init as its ENTRYPOINT, and a STOPSIGNAL, needs no flags.
func testDockerfile(t *testing.T, d *dockerd) {
	t.Parallel()
	directory, err := filepath.Abs("testdata/entrypoint")
	kit.Try(t, err)
	d.do(t, "build", "-t", "entrypoint", directory)
	built := d.cli
	built.image = []string{"entrypoint"}
	c := start(t, &built, spec{mode: noInit})
	c.see("it runs", 1)
	c.wantPID1IsDumbInit()
	c.stop()
	c.wantStatus(killedByRTMIN3)
	start(t, &built, script(noInit, "exit 7")).wantStatus(7)
}

// A dockerd is a daemon that a test has started, with a client.
type dockerd struct {
	cli
	log string // the path of its log
}

// startDockerd starts a daemon that shares nothing with another one. Its programs are looked for in
// path first; settings are those of daemon.json.
func startDockerd(t testing.TB, path string, settings map[string]string) *dockerd {
	t.Helper()
	needRootAnd(t, "dockerd", "docker", "containerd", "busybox")
	directory, err := os.MkdirTemp(workDir, "docker")
	kit.Try(t, err)
	d := newDockerd(directory)
	content, err := json.Marshal(settings)
	kit.Try(t, err)
	kit.Try(t, os.WriteFile(filepath.Join(directory, "daemon.json"), content, 0o644))
	log, err := os.Create(d.log)
	kit.Try(t, err)
	defer log.Close()
	cmd := daemonCommand(directory)
	cmd.Env = append(os.Environ(), "PATH="+path+":"+os.Getenv("PATH"))
	cmd.Stdout = log
	cmd.Stderr = log
	daemon := kit.Start(t, cmd)
	daemon.Quiet = true // its output is in the log
	t.Cleanup(func() { d.end(t, daemon) })
	kit.Eventually(t, "an answer of dockerd", func() bool {
		select {
		case <-daemon.Ended:
			t.Fatal("dockerd: got its end, want an answer")
		default:
		}
		return d.cmd("version").Run() == nil
	})
	d.importRootfs(t, scratch())
	d.image = d.imageOf(scratch())
	return d
}

// newDockerd returns a daemon that is still to be started, and its client.
func newDockerd(directory string) *dockerd {
	return &dockerd{
		log: filepath.Join(directory, "log"),
		cli: cli{
			program: []string{"docker", "--host", socketOf(directory)},
			env: []string{
				"DOCKER_BUILDKIT=0",
				"DOCKER_CONFIG=" + filepath.Join(directory, "client"),
				"DOCKER_CONTEXT=",
			},
			runFlags:  []string{"--network", "none"},
			initFlags: []string{"--init"},
			rmCommand: []string{"rm", "--force", "--volumes"},
			imageOf:   func(r rootfs) []string { return []string{"rootfs:" + r.name} },
		},
	}
}

// daemonCommand returns the command of a daemon that keeps everything in a directory, and leaves
// the network of the host alone.
func daemonCommand(directory string) *exec.Cmd {
	return exec.Command("dockerd",
		"--config-file", filepath.Join(directory, "daemon.json"),
		"--host", socketOf(directory),
		"--data-root", filepath.Join(directory, "data"),
		"--exec-root", filepath.Join(directory, "exec"),
		"--pidfile", filepath.Join(directory, "pid"),
		"--bridge=none",
		"--iptables=false",
		"--ip6tables=false",
		"--ip-masq=false",
		"--ip-forward=false",
		"--exec-opt", "native.cgroupdriver=cgroupfs",
		"--cgroup-parent", cgroupParent)
}

func socketOf(directory string) string { return "unix://" + filepath.Join(directory, "socket") }

// end ends the daemon, and logs its warnings if the test has failed.
func (d *dockerd) end(t testing.TB, daemon *kit.Process) {
	if t.Failed() {
		t.Logf("dockerd:\n%s", d.warnings(t))
	}
	_ = daemon.Cmd.Process.Signal(syscall.SIGTERM)
	ended := func() bool {
		select {
		case <-daemon.Ended:
			return true
		default:
			return false
		}
	}
	if !kit.Within(patience, ended) {
		t.Errorf("dockerd after TERM: got no end in %v", patience)
	}
}

// importRootfs makes an image of a rootfs.
func (d *dockerd) importRootfs(t testing.TB, r rootfs) {
	t.Helper()
	d.do(t, append([]string{"import", archive(t, r.directory)}, d.imageOf(r)...)...)
}

// warnings returns the lines of the daemon's log that are more than information.
func (d *dockerd) warnings(t testing.TB) string {
	t.Helper()
	log, err := os.ReadFile(d.log)
	kit.Try(t, err)
	var warnings strings.Builder
	for line := range strings.Lines(string(log)) {
		if !strings.Contains(line, "level=info") {
			warnings.WriteString(line)
		}
	}
	return warnings.String()
}
