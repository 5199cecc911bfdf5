package storms

import (
	"runtime"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/testing/proc"
)

// everywhere has one of each of the ways of dumb-init to deal with signals and with the end.
var everywhere = []runner{container, single, everything, process}

// Orphans come in bursts from several processes, faster than dumb-init reaps them on the one core that it has, which
// it shares with them, or not. Meanwhile each signal is answered before the next is sent: the storm ends only after the
// last. Then no zombie is left.
func TestOrphans(t *testing.T) {
	cpus := usable(t)
	own, shared := cpus[0], cpus[len(cpus)-1]
	for _, pinned := range []struct {
		name string
		cpu  int
	}{{"shared", shared}, {"apart", own}} {
		t.Run(pinned.name, func(t *testing.T) {
			each(t, everywhere, func(t *testing.T, r runner) {
				var p *running
				pin(t, shared, func() { p = start(t, r.command(storm, "orphans", "500")) })
				p.prepared(1)
				try(t, unix.SchedSetaffinity(p.pid, set(pinned.cpu)))
				before := p.figures()
				p.begin.Store(1)
				answers := size(5, 300)
				for range answers {
					p.answers()
				}
				p.madeAtLeast(size(5000, 100_000))
				p.unchanged(before)
				p.stop.Store(1)
				p.calm()
				p.unchanged(before)
				t.Logf("%d orphans reaped; %d signals answered meanwhile; %d forks failed", p.made.Load(), len(answering)*answers, p.refused.Load())
				p.terminated()
			})
		})
	}
}

// answering are signals of numbers below and above CHLD.
var answering = []int{int(syscall.SIGHUP), int(syscall.SIGCONT), int(syscall.SIGWINCH), realTime, realTime + 32}

func (p *running) answers() {
	p.t.Helper()
	for _, signal := range answering {
		p.answered(signal)
	}
}

// madeAtLeast waits until the storm has made so many processes.
func (p *running) madeAtLeast(processes int) {
	p.t.Helper()
	for made := uint64(0); made < uint64(processes); { // the deadline is for each step
		step := made
		p.eventually("another process", func() bool {
			made = p.made.Load()
			return made > step || made >= uint64(processes)
		})
	}
}

// usable are the processors that the test may use.
func usable(t *testing.T) (cpus []int) {
	t.Helper()
	var mask unix.CPUSet
	try(t, unix.SchedGetaffinity(0, &mask))
	for cpu := range len(mask) * 64 {
		if mask.IsSet(cpu) {
			cpus = append(cpus, cpu)
		}
	}
	return cpus
}

func set(cpu int) *unix.CPUSet {
	var mask unix.CPUSet
	mask.Set(cpu)
	return &mask
}

// pin has a function start processes that stay on a processor.
func pin(t *testing.T, cpu int, start func()) {
	t.Helper()
	var before unix.CPUSet
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	try(t, unix.SchedGetaffinity(0, &before))
	try(t, unix.SchedSetaffinity(0, set(cpu)))
	defer unix.SchedSetaffinity(0, &before)
	start()
}

// The proof that the test above can fail: a PID 1 that is no init keeps the orphans, and the storm does not go on.
func TestOrphansWithoutInit(t *testing.T) {
	needNamespaces(t)
	cmd := container.command()
	cmd.Path, cmd.Args = storm, []string{"storm", "orphans", "100"}
	p := start(t, cmd)
	p.begin.Store(1)
	p.eventually("zombies", func() bool { return proc.Zombies(p.pid) >= 100 })
}
