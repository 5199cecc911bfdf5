package supervisor

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A mutation is a bug to plant: in a file, one text in the place of another.
type mutation struct{ bug, file, old, new string }

// The sample of TestModelSample finds the first two, as others show in exact times or need what it has not.
var mutations = []mutation{
	{"the TERM at the end is not rewritten", "run.go", "s.forward(signals.TERM, nil, log)", "s.send(signals.TERM, nil, log)"},
	{"it waits for others only as long as one of them has ended", "run.go", "s.Over(pid < 0)", "s.Over(pid <= 0)"},
	{"the last deadline counts, not the first", "decide.go", "t-1 < at-1", "t > at"},
	{"a later deadline for KILL replaces an earlier one", "decide.go", "min(*t-1, now+uint64(milliseconds))", "(now + uint64(milliseconds))"},
	{"a held signal is forwarded at its time even if a second came", "run.go", "s.Stop(signal.Index())", ""},
	{"the group of a command that has been reaped is signalled by its number", "decide.go", "return Remains", "return Group"},
	{
		"the time until KILL begins when a signal is received, though it is held back", "run.go", "s.Start(signal.Index(), kernel.Now(), delay)",
		"s.Start(signal.Index(), kernel.Now(), delay); if rule := &s.options.Rules[signal.Index()]; rule.Kills { s.Start(killTimer, kernel.Now(), rule.Kill) }",
	},
	{"the time until KILL is that of the signal sent, not of that received", "run.go", "&s.options.Rules[received.Index()]", "&s.options.Rules[signal.Index()]"},
	{"a stop signal that is rewritten does not suspend", "run.go", "if Release(received) == Suspend {", "if to, _ := s.Translate(received); Release(to) == Suspend {"},
	{"it wakes up without need", "run.go", "return -1", "return 1000"},
	{"the value that came with a signal is lost", "run.go", "kernel.Pass(s.child, signal, info)", "kernel.Pass(s.child, signal, nil)"},
	{
		"the time that has come is that of whatever is first after reaping", "run.go",
		"if s.reap(log) {\n\t\t\treturn s.exit\n\t\t}", "if s.reap(log) { return s.exit }; if errno == unix.EAGAIN && wait >= 0 { s.Expire() }",
	},
	{"signals without end keep it from reaping", "run.go", "verdict != Reap && n%turn != 0", "verdict != Reap"},
}

// plant returns the file's text with the bug.
func (m *mutation) plant(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(m.file)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(text), m.old); n != 1 {
		t.Fatalf("%q is %d times in %s", m.old, n, m.file)
	}
	return strings.Replace(string(text), m.old, m.new, 1)
}

// The loop, on a simulated kernel, does what the reference predicts (TestSimulated).
func TestModel(t *testing.T) {
	if output, err := simulate(t, nil, "-run=TestSimulated", "-rapid.checks=5000", "-rapid.shrinktime=10s"); err != nil {
		t.Errorf("%v\n%s", err, output)
	}
}

// The model test can fail: it finds each of the bugs. Each is planted in a copy of this package, bug0 and
// so on, so that all are built together.
func TestModelFindsBugs(t *testing.T) {
	files, imports, calls := map[string]string{}, "", ""
	for i, m := range mutations {
		for _, source := range []string{"decide.go", "run.go"} {
			text, err := os.ReadFile(source)
			if err != nil {
				t.Fatal(err)
			}
			files[fmt.Sprintf("bug%d/%s", i, source)] = string(text)
		}
		files[fmt.Sprintf("bug%d/%s", i, m.file)] = m.plant(t)
		imports += fmt.Sprintf("import bug%d \"dumb-init.alt/internal/supervisor/bug%d\"\n", i, i)
		calls += fmt.Sprintf(`t.Run("%d", func(t *testing.T) {
			simulated(t, func(self, child, descriptor int32, o *options.Options, log stderr.Log) uint8 {
				state := bug%d.New(self, child, descriptor, o)
				return state.Run(log)
			})
		})
		`, i, i)
	}
	files["bugs_test.go"] = `package supervisor
		import (
			"testing"
			"dumb-init.alt/internal/options"
			"dumb-init.alt/internal/stderr"
		)
		` + imports + "func TestBugs(t *testing.T) {\n" + calls + "}\n"
	output, _ := simulate(t, files, "-run=TestBugs", "-rapid.checks=10000", "-rapid.shrinktime=0s")
	for i, m := range mutations {
		if !strings.Contains(output, fmt.Sprintf("--- FAIL: TestBugs/%d ", i)) {
			t.Errorf("not found: %s", m.bug)
		}
	}
	if t.Failed() {
		t.Log(output)
	}
}

// simulate runs tests with the simulated kernel, and with further files.
func simulate(t *testing.T, files map[string]string, flags ...string) (output string, err error) {
	files = maps.Clone(files)
	if files == nil {
		files = map[string]string{}
	}
	sources, _ := filepath.Glob("../kernel/*.go")
	for _, source := range sources {
		if !strings.HasSuffix(source, "_test.go") {
			files[source] = "package kernel\n"
		}
	}
	simulation, err := os.ReadFile("testdata/kernel/simulated_kernel.go")
	if err != nil {
		t.Fatal(err)
	}
	files["../kernel/kernel.go"] = string(simulation)
	args := append([]string{"test", "-tags=simulated", "-overlay=" + overlay(t, t.TempDir(), files), "-vet=off", "-count=1", ".", "-rapid.nofailfile"}, flags...)
	all, err := exec.Command("go", args...).CombinedOutput()
	return string(all), err
}

// overlay returns what the go command's -overlay takes to see other texts in the place of files.
func overlay(t *testing.T, directory string, files map[string]string) (path string) {
	replace := map[string]string{}
	for name, text := range files {
		absolute, err := filepath.Abs(name)
		if err != nil {
			t.Fatal(err)
		}
		replace[absolute] = filepath.Join(directory, strings.NewReplacer("/", "-", "..", "").Replace(name))
		if err := os.WriteFile(replace[absolute], []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	text, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(directory, "overlay.json")
	if err := os.WriteFile(path, text, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}
