// The model test of the supervisor. A script says what happens to an init, and a reference that is
// written from the contract predicts what must come of it. The supervisor must do the same, on a
// simulated kernel and clock, to the millisecond; and as a program on the real kernel. Bugs that
// are planted show that the test notices.
//
// The files, in the order in which to read them:
//
//	script_test.go               what a script is: options, processes, and their steps
//	draw_test.go                 the random parts that both kinds of scripts are made of
//	draw_simulated_test.go       the random scripts for the simulated kernel
//	reference_test.go            what must come of a script: the order of things
//	reference_processes_test.go  ... how processes begin, end, and are reaped
//	reference_signals_test.go    ... how signals pend, are held, and when they are due
//	reference_forward_test.go    ... who gets a signal, and what follows
//	testdata/kernel/             the simulated kernel
//	simulation_test.go           a script in the simulated kernel's world
//	simulated_test.go            the supervisor there must do what the reference predicts
//	storm_test.go                a simulation in which things happen without end
//	starvation_test.go           the supervisor there must not let one kind of event starve another
//	overlay_test.go              how the simulated kernel, and bugs, take the place of files
//	model_test.go                runs the tests on the simulated kernel, for us and for bugs
//	mutations_test.go            the bugs: what they are
//	mutations_*_test.go          ... those of the loop, of forwarding, and of the end
//	draw_sample_test.go          the random scripts for the real kernel: samples
//	sample_test.go               dumb-init, as PID 1, must do what the reference predicts
//	stage_test.go                ... a sample is played step by step
//	actors_test.go               ... by dumb-init, and by actors (testdata/actor.c)
//	printed_test.go              ... which print what is compared with what was predicted
//
// state_test.go and timers_test.go test the supervisor's pure functions, without a model.
//
// The simulated kernel is a package with the functions of internal/kernel. The supervisor calls
// those directly, without an interface. So the files of the tag "simulated" are compiled by a go
// command whose -overlay has it read the simulated files in the place of the real ones. Without the
// overlay they do not compile: a real kernel must never get the signals of a script.
package supervisor

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"dumb-init.alt/internal/testing/kit"
)

// The supervisor, on the simulated kernel, passes every case of TestSimulated.
func TestModel(t *testing.T) {
	output, err := runSimulated(
		newOverlay(t),
		"-run=^TestSimulated$",
		"-rapid.checks=5000",
		"-rapid.shrinktime=10s",
	)
	if err != nil {
		t.Errorf("%v\n%s", err, output)
	}
}

// Each bug is found by the case that it names. A copy of the supervisor is made for each, in
// packages bug0, bug1 and so on, so that all are built together.
func TestModelFindsBugs(t *testing.T) {
	o := newOverlay(t)
	var imports, tests strings.Builder
	for i, m := range mutations {
		plantCopy(t, o, fmt.Sprintf("bug%d", i), &m)
		fmt.Fprintf(&imports, "import bug%d \"dumb-init.alt/internal/supervisor/bug%d\"\n", i, i)
		fmt.Fprintf(&tests, bugTest, i, m.foundBy, i)
	}
	o.put("bugs_test.go", fmt.Appendf(nil, bugsTest, &imports, &tests))
	// The scripts are the same each time: whether a bug is found must not be chance.
	output, _ := runSimulated(
		o,
		"-run=^TestBugs$",
		"-vet=off", // which does not find packages that are in the overlay alone
		"-rapid.seed=1",
		"-rapid.checks=10000",
		"-rapid.shrinktime=0s",
		"-timeout=60s",
	)
	for i, m := range mutations {
		if !strings.Contains(output, fmt.Sprintf("--- FAIL: TestBugs/%d ", i)) {
			t.Errorf("got no failure of %s, want one: %s", m.foundBy, m.bug)
		}
	}
	if t.Failed() {
		t.Log(output)
	}
}

// bugsTest is a file of imports and tests, one for each bug.
const bugsTest = `package supervisor

import (
	"testing"

	"dumb-init.alt/internal/options"
	"dumb-init.alt/internal/report"
)

%s
func TestBugs(t *testing.T) {
%s}
`

// bugTest runs one case with one bug.
const bugTest = `
	t.Run("%d", func(t *testing.T) {
		%s(t, func(self, child, pidfd int32, o *options.Options, log *report.Log) uint8 {
			state := bug%d.New(self, child, pidfd, "command", o)
			return state.Run(log)
		})
	})
`

// plantCopy makes a package that is a copy of this one, except for a bug.
func plantCopy(t *testing.T, o *overlay, name string, m *mutation) {
	for _, file := range goFiles(t, ".") {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		text, err := os.ReadFile(file)
		kit.Try(t, err)
		if file == m.file {
			text = m.plant(t)
		}
		o.put(filepath.Join(name, file), text)
	}
}

// runSimulated runs tests of this package on the simulated kernel.
func runSimulated(o *overlay, flags ...string) (output string, err error) {
	o.simulateKernel()
	args := []string{"test", "-tags=simulated", o.flag(), "-count=1", ".", "-rapid.nofailfile"}
	text, err := exec.Command("go", append(args, flags...)...).CombinedOutput()
	return string(text), err
}
