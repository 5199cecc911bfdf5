package supervisor

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"dumb-init.alt/internal/testing/kit"
	"dumb-init.alt/internal/testing/proc"
)

// programs are those that play a sample.
type programs struct {
	init  string // dumb-init
	actor string // testdata/actor.c, which is the command, and each process that it forks
}

// ready is what an actor prints first.
const ready = "ready"

// A stage is where a sample is played: dumb-init, and the processes of the script.
type stage struct {
	*script
	t         *testing.T
	want      outcome
	directory string // of the FIFOs by which the processes take orders and print
	init      *kit.Process
	actors    []*kit.Output // what each process prints
	shortTime time.Duration // how long the script's short times are
	patience  time.Duration // how long a condition is waited for
	began     time.Time     // when the current step did
	hangs     bool          // the last condition was waited for in vain
}

// A finding is what is not as predicted.
type finding struct {
	why  string
	late bool // the step has taken longer than a short time, so the finding proves nothing
}

// play plays a sample. It returns nil if all is as predicted.
func play(t *testing.T, s *script, with programs, shortTime, patience time.Duration) *finding {
	p := &stage{
		script:    s,
		t:         t,
		want:      predict(s),
		directory: t.TempDir(),
		shortTime: shortTime,
		patience:  patience,
		began:     time.Now(),
	}
	p.start(with)
	if !p.until(func() bool { return p.isReady(0) }) {
		return p.find("the command is not ready")
	}
	allSeen, problem := p.playSteps()
	if problem != nil {
		return problem
	}
	return p.playEnd(allSeen)
}

// playSteps lets the steps happen until dumb-init exits, or is about to. All that comes before the
// time allSeen has been seen by then.
func (p *stage) playSteps() (allSeen uint64, problem *finding) {
	for i, s := range p.steps {
		next := s.at + betweenSteps*period
		if s.at > p.want.at {
			break
		}
		p.began = time.Now()
		if err := p.perform(&s); err != nil {
			return 0, p.find("step %d: %v", i, err)
		}
		allSeen = s.at
		if p.want.at < next {
			break
		}
		for n := range p.processes {
			if !p.untilAsPredicted(n, next) {
				return 0, p.find("step %d: process %d", i, n)
			}
		}
		if !p.until(p.asleep) {
			return 0, p.find("step %d: dumb-init does not sleep", i)
		}
	}
	return allSeen, nil
}

// playEnd waits until dumb-init exits, and looks at what it leaves.
func (p *stage) playEnd(allSeen uint64) *finding {
	if !p.until(p.hasExited) {
		return p.find("dumb-init does not exit")
	}
	if got := p.init.Cmd.ProcessState.ExitCode(); got != p.want.status {
		return p.find("exit status: got %d, want %d", got, p.want.status)
	}
	if p.wait {
		allSeen = p.want.at
	}
	for n := range p.processes {
		if _, born := p.want.born[n]; !born {
			continue
		}
		if !kit.Within(p.patience, p.actors[n].Ended) {
			p.hangs = true
			return p.find("process %d has not ended", n)
		}
		if p.judge(n, allSeen, p.want.at+1) != asPredicted {
			return p.find("process %d", n)
		}
	}
	return nil
}

// until waits until a condition holds. It returns false if that takes too long, or if dumb-init has
// exited and so nothing more will happen.
func (p *stage) until(condition func() bool) (holds bool) {
	over := kit.Within(p.patience, func() bool {
		exited := p.hasExited()
		holds = condition()
		return holds || exited
	})
	p.hangs = !over
	return holds
}

// untilAsPredicted waits until process n has printed all that is predicted before a time.
func (p *stage) untilAsPredicted(n int, before uint64) bool {
	v := incomplete
	p.until(func() bool {
		v = p.judge(n, before, before)
		return v != incomplete
	})
	return v == asPredicted
}

func (p *stage) hasExited() bool {
	select {
	case <-p.init.Ended:
		return true
	default:
		return false
	}
}

// asleep reports whether dumb-init has done all there is to do: a signal that it waits for makes it
// run at once.
func (p *stage) asleep() bool {
	process, ok := proc.Inspect(p.init.PID)
	return ok && process.State == "S"
}

// find returns a finding, with all that is known.
func (p *stage) find(format string, values ...any) *finding {
	var text strings.Builder
	fmt.Fprintf(&text, format+"\n", values...)
	for n := range p.actors {
		lines, ended := printed(p.actors[n])
		fmt.Fprintf(&text, "process %d: printed %q, has ended: %t\n", n, lines, ended)
	}
	fmt.Fprintf(&text, "dumb-init: has exited: %t, printed %q\n", p.hasExited(), p.init.Stderr)
	fmt.Fprintf(&text, "predicted: %+v\n%q\n%#v", p.want, p.init.Cmd.Args, p.script)
	late := p.hasShortTimes() && time.Since(p.began) >= p.shortTime
	return &finding{
		why:  text.String(),
		late: late && !p.hangs,
	}
}
