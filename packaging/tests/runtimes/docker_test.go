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
	"time"
)

// A daemon is a dockerd that a test has started, with a client.
type daemon struct {
	client
	log string // the file
}

// dockerd starts a daemon that shares nothing with another. path is put before PATH, settings are those of
// daemon.json.
func dockerd(t *testing.T, path string, settings map[string]string) *daemon {
	t.Helper()
	need(t, "dockerd", "docker", "containerd", "busybox")
	directory, err := os.MkdirTemp(place, "docker")
	try(t, err)
	in := func(name string) string { return filepath.Join(directory, name) }
	content, err := json.Marshal(settings)
	try(t, err)
	try(t, os.WriteFile(in("daemon.json"), content, 0o644))
	log, err := os.Create(in("log"))
	try(t, err)
	defer log.Close()
	cmd := exec.Command("dockerd", "--config-file", in("daemon.json"), "--host", "unix://"+in("socket"),
		"--data-root", in("data"), "--exec-root", in("exec"), "--pidfile", in("pid"),
		"--bridge=none", "--iptables=false", "--ip6tables=false", "--ip-masq=false", "--ip-forward=false",
		"--exec-opt", "native.cgroupdriver=cgroupfs", "--cgroup-parent", cgroups)
	cmd.Env = append(os.Environ(), "PATH="+path+":"+os.Getenv("PATH"))
	cmd.Stdout, cmd.Stderr = log, log
	try(t, cmd.Start())
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait(); close(ended) }()
	d := &daemon{log: in("log"), client: client{
		words: []string{"docker", "--host", "unix://" + in("socket")},
		env:   []string{"DOCKER_CONFIG=" + in("client"), "DOCKER_BUILDKIT=0", "DOCKER_CONTEXT="},
		run:   []string{"--network", "none"},
		init:  []string{"--init"},
		on:    func(r tree) []string { return []string{"tree:" + r.name} },
		rm:    []string{"rm", "--force", "--volumes"},
	}}
	t.Cleanup(func() {
		if t.Failed() {
			t.Log("dockerd:\n" + d.warnings(t))
		}
		_ = cmd.Process.Signal(syscall.SIGTERM)
		select {
		case <-ended:
		case <-time.After(deadline / 2):
			t.Error("dockerd does not end")
			_ = cmd.Process.Kill()
			<-ended
		}
	})
	eventually(t, "dockerd", func() bool {
		select {
		case <-ended:
			t.Fatal("dockerd has ended")
		default:
		}
		return exec.Command("docker", "--host", "unix://"+in("socket"), "version").Run() == nil
	})
	d.imports(t, scratch())
	d.image = d.on(scratch())
	return d
}

// imports makes an image of a tree.
func (d *daemon) imports(t *testing.T, r tree) {
	t.Helper()
	d.do(t, append([]string{"import", archive(t, r.directory)}, d.on(r)...)...)
}

// warnings returns the lines of the daemon's log that are more than information.
func (d *daemon) warnings(t *testing.T) (lines string) {
	t.Helper()
	log, err := os.ReadFile(d.log)
	try(t, err)
	for line := range strings.Lines(string(log)) {
		if !strings.Contains(line, "level=info") {
			lines += line
		}
	}
	return lines
}

// TestDocker has the daemon run dumb-init by the setting init-path.
func TestDocker(t *testing.T) {
	t.Parallel()
	d := dockerd(t, "/", map[string]string{"init-path": dumbInit})
	d.imports(t, debian(t))
	overTrees(t, d, func(t *testing.T, e engine) { core(t, e, asInit, asEntrypoint) })
	clients(t, d)
	t.Run("ENTRYPOINT and STOPSIGNAL", func(t *testing.T) {
		t.Parallel()
		d.do(t, "build", "-t", "entrypoint", "testdata/entrypoint")
		image := d.client
		image.image = []string{"entrypoint"}
		c := start(t, &image, box{way: noInit})
		c.see("it runs", 1)
		if !isOurs(c.pid()) {
			t.Error("PID 1 is another program")
		}
		c.stop()
		c.wantStatus(165) // 128 + 34 + 3
		start(t, &image, box{way: noInit, words: []string{"sh", "-c", "exit 7"}}).wantStatus(7)
	})
}

// The daemon asks its init for a version, and wants an answer in its own form.
func TestDockerInfo(t *testing.T) {
	t.Parallel()
	directory := filepath.Join(place, "named")
	named := filepath.Join(directory, "docker-init")
	try(t, os.MkdirAll(directory, 0o755))
	try(t, copyFile(dumbInit, named))
	version := strings.TrimPrefix(do(t, nil, named, "--version"), "tini version ")
	for name, c := range map[string]struct {
		path, binary string
		settings     map[string]string
	}{
		"init-path": {"/", named, map[string]string{"init-path": named}},
		"PATH":      {directory, "docker-init", nil},
	} {
		t.Run(name, func(t *testing.T) {
			d := dockerd(t, c.path, c.settings)
			info := d.do(t, "info")
			if want := " Init Binary: " + c.binary + "\n"; !strings.Contains(info, want) {
				t.Errorf("no %q in\n%s", want, info)
			}
			got := d.do(t, "version", "--format", `{{range .Server.Components}}{{.Name}} {{.Version}}{{"\n"}}{{end}}`)
			if want := "docker-init " + version; !strings.Contains(got+"\n", want+"\n") {
				t.Errorf("no %q in\n%s", want, got)
			}
			for line := range strings.Lines(info + "\n" + d.warnings(t)) {
				if strings.Contains(strings.ToLower(line), "warn") && strings.Contains(line, "version:") {
					t.Error(line)
				}
			}
			start(t, d, sh(asInit, "exit 7")).wantStatus(7)
			cell{}.isStopped(t, d, asInit)
		})
	}
}
