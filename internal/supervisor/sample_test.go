package supervisor

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
	"pgregory.net/rapid"

	"dumb-init.alt/internal/signals"
)

// A sample needs no exact times: between two of its events everything short happens, and nothing long.
const short, long, between = 1, 100_000, 10

func inSeconds(periods int) string {
	return map[int]string{0: "0", short: "400ms", long: "1h"}[periods]
}

// anySample is a script for the real program, as PID 1. None of its signals stops a process.
var anySample = rapid.Custom(func(t *rapid.T) *script {
	received := received.Filter(func(s signals.Signal) bool { return s != signals.CHLD && (s < signals.TSTP || s > signals.TTOU) })
	forwarded := rapid.OneOf(received, rapid.Just(signals.Signal(0)))
	pool := rapid.SliceOfN(received, 3, 3).Draw(t, "pool") // what rules and signals are about
	some := rapid.SampledFrom(append(pool, signals.TERM))
	s := &script{self: 1, settings: settings{
		all: rare.Draw(t, "all"), single: rare.Draw(t, "single"), wait: rapid.IntRange(0, 2).Draw(t, "wait") > 0,
		rewrite: rapid.MapOfN(some, forwarded, 0, 2).Draw(t, "rewrite"),
		delay:   rapid.MapOfN(some, rapid.SampledFrom([]int{0, short, long}), 0, 2).Draw(t, "delay"),
		kill:    rapid.MapOfN(some, rapid.SampledFrom([]int{short, short, long}), 0, 2).Draw(t, "kill"),
		exits:   rapid.MapOfN(statuses, statuses, 0, 2).Draw(t, "exits"),
	}}
	s.processes = rapid.SliceOfN(anyCharacter, 2, 4).Draw(t, "processes")
	if s.all || !s.single { // others would get TERM beside the signal that ends the command, in either order
		s.processes[0].fatal = nil
	}
	add := func(e happening) {
		n := len(s.events)
		e.at = uint64(n*between*period + n*apart)
		s.events = append(s.events, e)
	}
	for n := range s.processes {
		s.processes[n].slow = 0
		if n > 0 {
			add(happening{fork: &fork{rapid.IntRange(0, n-1).Draw(t, "by"), n, rapid.Bool().Draw(t, "session"), rapid.Bool().Draw(t, "orphan")}})
		}
	}
	for range rapid.IntRange(3, 8).Draw(t, "events") {
		if rare.Draw(t, "exit") {
			add(happening{exit: []int{rapid.IntRange(0, len(s.processes)-1).Draw(t, "process")}, status: rapid.SampledFrom([]int{0, 3 << 8, 9, 15, 11}).Draw(t, "status")})
			continue
		}
		signal := some.Draw(t, "signal")
		e := happening{signals: []sent{{signal: signal}}}
		to, rewritten := s.rewrite[signal]
		if signal >= 32 && (to >= 32 || !rewritten) && s.delay[signal] != short { // or the process may see them as one
			for value := range rapid.IntRange(0, 4).Draw(t, "more") {
				e.signals = append(e.signals, sent{signal: signal, queued: true, value: value + 1})
			}
		}
		add(e)
	}
	for n := range s.processes {
		add(happening{exit: []int{n}, status: 7 << 8})
	}
	return s
})

// A stage is where a sample is played: dumb-init, and what its processes print.
type stage struct {
	directory string
	init      *exec.Cmd
	mutex     sync.Mutex
	printed   map[int][]string
	ended     map[int]bool
}

// TestModelSample plays samples with the real program. It can fail: with the first of the bugs planted, one of them does.
func TestModelSample(t *testing.T) {
	const samples = 30
	directory := t.TempDir()
	actor := filepath.Join(directory, "actor")
	if _, err := exec.LookPath("gcc"); err != nil {
		missing(t, "gcc")
	}
	if err := container("true").Run(); err != nil {
		missing(t, "PID namespaces: "+err.Error())
	}
	command(t, "gcc", "-O2", "-static", "-Wall", "-o", actor, "testdata/actor.c")
	t.Run("real", func(t *testing.T) {
		program := filepath.Join(directory, "dumb-init")
		command(t, "../../scripts/build", runtime.GOARCH, program)
		for seed := range samples {
			t.Run(fmt.Sprint(seed), func(t *testing.T) {
				t.Parallel()
				if why := play(t, anySample.Example(seed), program, actor, 10*time.Second); why != "" {
					t.Error(why)
				}
			})
		}
	})
	for i, m := range mutations[:2] {
		t.Run(fmt.Sprint("bug", i), func(t *testing.T) {
			program := filepath.Join(directory, "bug")
			command(t, "../../scripts/build", runtime.GOARCH, program, "-overlay="+overlay(t, directory, map[string]string{m.file: m.plant(t)}))
			for seed := range samples {
				if why := play(t, anySample.Example(seed), program, actor, time.Second); why != "" {
					return
				}
			}
			t.Errorf("not found: %s", m.bug)
		})
	}
}

func command(t *testing.T, words ...string) {
	t.Helper()
	if output, err := exec.Command(words[0], words[1:]...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %v\n%s", words, err, output)
	}
}

func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatalf("missing: %s", what)
	}
	t.Skipf("missing: %s", what)
}

// container returns a command that will be PID 1 of a PID namespace, which takes a user namespace without root.
func container(words ...string) *exec.Cmd {
	cmd := exec.Command(words[0], words[1:]...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Cloneflags: syscall.CLONE_NEWPID, Pdeathsig: syscall.SIGKILL}
	if os.Getuid() != 0 {
		cmd.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
	}
	return cmd
}

// play returns what is not as predicted, or nothing.
func play(t *testing.T, s *script, program, actor string, patience time.Duration) (why string) {
	want := predict(s)
	p := &stage{directory: t.TempDir(), printed: map[int][]string{}, ended: map[int]bool{}}
	args := append([]string{program}, s.args(inSeconds)...)
	args = append(args, actor, p.directory)
	for n, c := range s.processes {
		args = append(args, strings.ReplaceAll(strings.Trim(fmt.Sprint(c.fatal), "[]"), " ", ",")+":"+fmt.Sprint(c.status))
		p.open(t, n)
	}
	until := func(condition func() bool) bool { return within(patience, condition) }
	fail := func(format string, values ...any) string {
		p.mutex.Lock()
		defer p.mutex.Unlock()
		return fmt.Sprintf(format+"\nprinted: %v, ended: %v, predicted: %+v\n%v\n%#v", append(values, p.printed, p.ended, want, args, s)...)
	}
	p.init = container(args...)
	if err := p.init.Start(); err != nil {
		t.Fatal(err)
	}
	exited := make(chan error, 1)
	wait := sync.OnceFunc(func() { go func() { exited <- p.init.Wait() }() })
	defer func() {
		p.init.Process.Kill()
		wait()
	}()
	until(func() bool { return p.seen(0, "ready") })

	last := uint64(0) // time before which all is seen even if the container ends
	for i, e := range s.events {
		next := e.at + between*period
		if e.at > want.at {
			break
		}
		if why := p.perform(e, want, until); why != "" {
			return fail("event %d: %s", i, why)
		}
		last = e.at
		if want.at < next {
			break
		}
		for n := range s.processes {
			if !until(func() bool { return p.matches(s, want, n, next, next) }) {
				return fail("event %d: process %d", i, n)
			}
		}
		if !until(p.asleep) {
			return fail("event %d: dumb-init does not sleep", i)
		}
	}
	if s.wait {
		last = want.at
	}
	wait() // not before: its process ID stays its own
	select {
	case err := <-exited:
		var failure *exec.ExitError
		if err != nil && !errors.As(err, &failure) {
			t.Fatal(err)
		}
	case <-time.After(patience):
		return fail("it does not exit")
	}
	if got := p.init.ProcessState.ExitCode(); got != want.status {
		return fail("exit status %d", got)
	}
	for n := range s.processes {
		if _, born := want.born[n]; !born {
			continue
		}
		if !until(func() bool { p.mutex.Lock(); defer p.mutex.Unlock(); return p.ended[n] }) {
			return fail("process %d has not ended", n)
		}
		if !p.matches(s, want, n, last, want.at+1) {
			return fail("process %d", n)
		}
	}
	return ""
}

// open makes the FIFOs of a process, and reads what it prints until it ends.
func (p *stage) open(t *testing.T, n int) {
	in, out := p.path("in", n), p.path("out", n)
	for _, path := range []string{in, out} {
		if err := syscall.Mkfifo(path, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		file, err := os.Open(out) // waits for a writer
		if err != nil {
			return
		}
		defer file.Close()
		for lines := bufio.NewScanner(file); lines.Scan(); {
			p.mutex.Lock()
			p.printed[n] = append(p.printed[n], lines.Text())
			p.mutex.Unlock()
		}
		p.mutex.Lock()
		p.ended[n] = true
		p.mutex.Unlock()
	}()
	t.Cleanup(func() {
		if writer, err := os.OpenFile(out, os.O_RDWR, 0); err == nil { // for the reader of a process that never was
			writer.Close()
		}
		<-done
	})
}

func (p *stage) path(name string, n int) string {
	return filepath.Join(p.directory, fmt.Sprintf("%s.%d", name, n))
}

func (p *stage) seen(n int, text string) bool {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return slices.Contains(p.printed[n], text)
}

// perform does what an event says, and returns what went wrong.
func (p *stage) perform(e happening, want outcome, until func(func() bool) bool) (why string) {
	order := func(n int, text string) {
		in, err := os.OpenFile(p.path("in", n), os.O_RDWR, 0)
		if err != nil {
			why = err.Error()
			return
		}
		defer in.Close()
		fmt.Fprint(in, text)
		if !until(func() bool { p.mutex.Lock(); defer p.mutex.Unlock(); return p.ended[n] || len(p.printed[n]) > 0 }) {
			why = "no answer"
		}
	}
	lives := func(n int) bool {
		born, ever := want.born[n]
		died, dead := want.died[n]
		return ever && born <= e.at && (!dead || died >= e.at)
	}
	switch {
	case e.fork != nil && want.born[e.fork.process] == e.at && lives(e.fork.process):
		f := e.fork
		number := map[bool]int{true: 1}
		order(f.by, fmt.Sprintf("fork %d %d %d", f.process, number[f.session], number[f.orphan]))
		if !until(func() bool { return p.seen(f.process, "ready") }) {
			why = "no fork"
		}
	case e.exit != nil && lives(e.exit[0]):
		order(e.exit[0], fmt.Sprintf("exit %d", e.status))
	}
	for _, s := range e.signals {
		pid := p.init.Process.Pid
		if !s.queued {
			syscall.Kill(pid, syscall.Signal(s.signal))
			continue
		}
		var info [128]byte // siginfo_t of 64 bits
		code := int32(-1)  // SI_QUEUE
		binary.NativeEndian.PutUint32(info[8:], uint32(code))
		binary.NativeEndian.PutUint32(info[24:], uint32(s.value))
		if _, _, errno := unix.Syscall(unix.SYS_RT_SIGQUEUEINFO, uintptr(pid), uintptr(s.signal), uintptr(unsafe.Pointer(&info))); errno != 0 {
			why = errno.Error()
		}
	}
	return why
}

// matches says whether a process has printed what is predicted before the time must, and nothing that is not predicted
// before the time may, and has ended if it should. What comes after a deadly signal may come too late.
func (p *stage) matches(s *script, want outcome, n int, must, may uint64) bool {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	got := p.printed[n]
	if born, ever := want.born[n]; !ever || born >= may {
		return len(got) == 0
	}
	all, least, deadly := []string{"ready"}, 1, false
	for _, l := range want.lines {
		if l.process != n || l.at >= may {
			continue
		}
		if l.signal != signals.KILL {
			all = append(all, fmt.Sprint(l.signal, " ", l.value))
		}
		if !deadly && l.at < must {
			least = len(all)
		}
		deadly = deadly || l.signal == signals.KILL || slices.Contains(s.processes[n].fatal, l.signal)
	}
	died, dead := want.died[n]
	return least <= len(got) && len(got) <= len(all) && slices.Equal(got, all[:len(got)]) && (may > want.at || p.ended[n] == (dead && died < may))
}

// asleep says whether dumb-init has done all there is to do: a signal that it waits for makes it run at once.
func (p *stage) asleep() bool {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.init.Process.Pid))
	return err == nil && regexp.MustCompile(`(?m)^State:\s+S`).Match(status)
}

// within waits for a condition; false is that it takes too long.
func within(patience time.Duration, condition func() bool) bool {
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(time.Millisecond) {
		if condition() {
			return true
		}
	}
	return false
}
