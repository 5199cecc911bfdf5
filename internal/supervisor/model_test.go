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
	{
		bug:  "the TERM at the end is not rewritten",
		file: "run.go",
		old:  "s.forward(signals.TERM, nil, log)",
		new:  "s.send(signals.TERM, nil, log)",
	},
	{
		bug:  "it waits for others only as long as one of them has ended",
		file: "run.go",
		old:  "noChildren = events.pid < 0",
		new:  "noChildren = events.pid <= 0",
	},
	{
		bug:  "the last deadline counts, not the first",
		file: "timers.go",
		old:  "if at < deadline {",
		new:  "if at != never && (deadline == never || at > deadline) {",
	},
	{
		bug:  "a later deadline for KILL replaces an earlier one",
		file: "timers.go",
		old:  "min(t[signal.Index()], deadline)",
		new:  "deadline",
	},
	{
		bug:  "a held signal is forwarded at its time even if a second came",
		file: "run.go",
		old:  "s.timers.disarm(signal)\n",
		new:  "\n",
	},
	{
		bug:  "the group of a command that has been reaped is signalled by its number",
		file: "state.go",
		old:  "return survivors",
		new:  "return group",
	},
	{
		bug:  "the time until KILL begins when a signal is received, though it is held back",
		file: "run.go",
		old:  "s.timers.arm(signal, kernel.Now()+uint64(delay))",
		new: `s.timers.arm(signal, kernel.Now()+uint64(delay))
			if rule := s.rule(signal); rule.HasKill {
				s.timers.arm(signals.KILL, kernel.Now()+uint64(rule.KillAfterMillis))
			}`,
	},
	{
		bug:  "the time until KILL is that of the signal sent, not of that received",
		file: "run.go",
		old:  "rule := s.rule(received); rule.HasKill",
		new:  "rule := s.rule(signal); rule.HasKill",
	},
	{
		bug:  "a stop signal that is rewritten does not suspend",
		file: "run.go",
		old:  "if !received.IsTerminalStop() {",
		new:  "if to, _ := s.rewrite(received); !to.IsTerminalStop() {",
	},
	{
		bug:  "it wakes up without need",
		file: "run.go",
		old:  "return -1",
		new:  "return 1000",
	},
	{
		bug:  "the value that came with a signal is lost",
		file: "run.go",
		old:  "kernel.ForwardQueued(s.child, signal, info)",
		new:  "kernel.ForwardQueued(s.child, signal, nil)",
	},
	{
		bug:  "the time that has come is that of another timer",
		file: "run.go",
		old:  "timer, _ := s.timers.first()\n\t\t\ts.fire(timer, log)",
		new:  "s.fire(signals.TERM, log)",
	},
	{
		bug:  "signals without end keep children from being reaped",
		file: "source.go",
		old:  " || q.turn >= batch",
		new:  "",
	},
	{
		bug:  "signals without end keep timers from firing",
		file: "run.go",
		old:  "switch events.next(s.fireTimers(log)) {",
		new: `timeout := int32(-1)
		if events.turn == 0 {
			timeout = s.fireTimers(log)
		}
		switch events.next(timeout) {`,
	},
	{
		bug:  "children without end keep signals from being taken",
		file: "source.go",
		old:  "case q.turn < batch:",
		new:  "case true:",
	},
	{
		bug:  "children without end keep timers, and KILL with them, from firing",
		file: "run.go",
		old:  "switch events.next(s.fireTimers(log)) {",
		new: `timeout := int32(-1)
		if !events.reaping {
			timeout = s.fireTimers(log)
		}
		switch events.next(timeout) {`,
	},
	{
		bug:  "timers without end keep signals and children from being looked at",
		file: "run.go",
		old:  "s.timers.disarm(timer)",
		new:  "",
	},
	{
		bug:  "an error of the wait keeps children from being reaped",
		file: "source.go",
		old: "// Whatever it was, look for children: a call that fails must not leave a zombie.\n" +
			"\tq.startReaping()",
		new: "",
	},
}

// sources are the files of the package.
var sources = []string{"run.go", "say.go", "source.go", "state.go", "timers.go"}

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
		for _, source := range sources {
			text, err := os.ReadFile(source)
			if err != nil {
				t.Fatal(err)
			}
			files[fmt.Sprintf("bug%d/%s", i, source)] = string(text)
		}
		files[fmt.Sprintf("bug%d/%s", i, m.file)] = m.plant(t)
		imports += fmt.Sprintf("import bug%d \"dumb-init.alt/internal/supervisor/bug%d\"\n", i, i)
		calls += fmt.Sprintf(`t.Run("%d", func(t *testing.T) {
			simulated(t, func(self, child, descriptor int32, o *options.Options, log report.Log) uint8 {
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
			"dumb-init.alt/internal/report"
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
