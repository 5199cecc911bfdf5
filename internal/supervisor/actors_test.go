package supervisor

import (
	"encoding/binary"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"

	"dumb-init.alt/internal/testing/kit"
)

// What a stage does to dumb-init and the actors: it starts them, gives orders, and sends signals.

// start starts dumb-init as PID 1, with the first actor as its command.
func (p *stage) start(with programs) {
	p.t.Helper()
	args := append(p.args(p.inTime), with.actor, p.directory)
	for n, b := range p.processes {
		args = append(args, b.word())
		p.actors = append(p.actors, p.openFIFOs(n))
	}
	cmd := exec.Command(with.init, args...)
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Setpgid:   true,
		Pdeathsig: syscall.SIGKILL,
	}
	kit.InNamespace(cmd)
	p.init = kit.Start(p.t, cmd)
	p.init.Quiet = true
}

// inTime writes a time for the real clock.
func (p *stage) inTime(periods int) string {
	switch periods {
	case 0:
		return "0"
	case short:
		return fmt.Sprint(p.shortTime.Milliseconds(), "ms")
	}
	return "24h"
}

// word is the argument by which an actor learns how to behave.
func (b *behaviour) word() string {
	var fatal []string
	for _, signal := range b.fatal {
		fatal = append(fatal, fmt.Sprint(signal))
	}
	return fmt.Sprintf("%s:%d", strings.Join(fatal, ","), b.status)
}

// openFIFOs makes the FIFOs of a process, and collects what it prints until it ends.
func (p *stage) openFIFOs(n int) *kit.Output {
	p.t.Helper()
	out := p.fifo("out", n)
	kit.Try(p.t, syscall.Mkfifo(p.fifo("in", n), 0o600))
	kit.Try(p.t, syscall.Mkfifo(out, 0o600))
	output := new(kit.Output)
	done := make(chan struct{})
	go func() {
		defer close(done)
		file, err := os.Open(out) // this waits for a writer
		if err == nil {
			output.Collect(file)
		}
	}()
	p.t.Cleanup(func() {
		// A process that never began has not opened the FIFO: be the writer in its place.
		if writer, err := os.OpenFile(out, os.O_RDWR, 0); err == nil {
			writer.Close()
		}
		<-done
	})
	return output
}

// fifo returns the path of a FIFO.
func (p *stage) fifo(name string, n int) string {
	return filepath.Join(p.directory, fmt.Sprintf("%s.%d", name, n))
}

// perform lets a step happen.
func (p *stage) perform(s *step) error {
	switch {
	case s.fork != nil && p.want.born[s.fork.process] == s.at && p.lives(s.fork.process, s.at):
		return p.fork(s.fork)
	case s.exit != nil && p.lives(s.exit[0], s.at):
		return p.order(s.exit[0], fmt.Sprintf("exit %d", s.status))
	}
	for _, signal := range s.signals {
		if err := p.send(signal); err != nil {
			return err
		}
	}
	return nil
}

// lives reports whether process n is predicted to be alive at a time.
func (p *stage) lives(n int, at uint64) bool {
	born, ever := p.want.born[n]
	died, dies := p.want.died[n]
	return ever && born <= at && (!dies || at <= died)
}

// order writes an order for an actor.
func (p *stage) order(n int, text string) error {
	in, err := os.OpenFile(p.fifo("in", n), os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer in.Close()
	_, err = in.WriteString(text)
	return err
}

// fork has an actor fork, and waits until the new one is ready.
func (p *stage) fork(f *fork) error {
	number := map[bool]int{true: 1}
	text := fmt.Sprintf("fork %d %d %d", f.process, number[f.session], number[f.orphan])
	if err := p.order(f.by, text); err != nil {
		return err
	}
	if !p.until(func() bool { return p.isReady(f.process) }) {
		return fmt.Errorf("process %d is not ready", f.process)
	}
	return nil
}

func (p *stage) isReady(n int) bool {
	lines, _ := printed(p.actors[n])
	return slices.Contains(lines, ready)
}

// send sends dumb-init a signal. It does so by a pidfd: if dumb-init has ended against all
// predictions, its process ID may be a stranger's.
func (p *stage) send(s sentSignal) error {
	process := p.init.Cmd.Process
	if !s.queued {
		return process.Signal(syscall.Signal(s.signal))
	}
	var info [unsafe.Sizeof(unix.Siginfo{})]byte // siginfo_t of 64 bits (sigaction(2))
	const siQueue = ^uint32(0)                   // SI_QUEUE: -1
	binary.NativeEndian.PutUint32(info[0:], uint32(s.signal))
	binary.NativeEndian.PutUint32(info[8:], siQueue)
	binary.NativeEndian.PutUint32(info[24:], uint32(s.value))
	var sent error
	err := process.WithHandle(func(pidfd uintptr) {
		queued := (*unix.Siginfo)(unsafe.Pointer(&info))
		sent = unix.PidfdSendSignal(int(pidfd), syscall.Signal(s.signal), queued, 0)
	})
	if err != nil {
		return err
	}
	return sent
}
