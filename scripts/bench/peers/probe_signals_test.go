package peers

import (
	"fmt"
	"slices"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// forwarded counts the signals from 1 to 64 that reach the command. It leaves out KILL and STOP,
// which cannot be caught, CHLD, and the terminal's three, for which dumb-init stops the command.
func forwarded(b *box) string {
	b.start("count")
	leftOut := []syscall.Signal{
		syscall.SIGKILL,
		syscall.SIGSTOP,
		syscall.SIGCHLD,
		syscall.SIGTSTP,
		syscall.SIGTTIN,
		syscall.SIGTTOU,
	}
	came := map[string]bool{"64 0": true} // as counted shows
	for s := syscall.Signal(1); s < fence; s++ {
		if slices.Contains(leftOut, s) {
			continue
		}
		b.kill(s)
		for _, line := range b.counted() {
			came[line] = true
		}
	}
	return fmt.Sprint(len(came))
}

// value finds out whether the value that was queued with a signal comes with it.
func value(b *box) string {
	b.start("count")
	info := struct { // siginfo_t, of which the fields before the padding are those of sigqueue(3)
		signal, errno, code int32
		_                   [unsafe.Sizeof(uintptr(0))/4 - 1]int32
		pid, uid            int32
		value               uintptr
		_                   [128]byte
	}{
		code:  -1, // SI_QUEUE
		value: 77,
	}
	_, _, errno := unix.Syscall(
		unix.SYS_RT_SIGQUEUEINFO,
		uintptr(b.PID),
		uintptr(unix.SIGUSR1),
		uintptr(unsafe.Pointer(&info)),
	)
	if errno != 0 {
		b.t.Fatalf("rt_sigqueueinfo: %v", errno)
	}
	return answer(slices.Contains(b.counted(), "10 77"))
}

// family finds out whether a signal reaches a child of the command.
func family(b *box) string {
	return reaches(b, "family")
}

// stray is like family, with a child that has left the command's process group.
func stray(b *box) string {
	return reaches(b, "stray")
}

// reaches finds out whether HUP reaches the child of feature.c. USR2, which the command sends it
// after the fence, ends the wait for a HUP that does not come. A HUP that does come is taken first:
// its number is lower.
func reaches(b *box, mode string) string {
	b.start(mode)
	b.kill(syscall.SIGHUP)
	b.kill(fence)
	return answer(b.line() == "1 0")
}

// rewrites finds out whether USR1 comes instead of TERM.
func rewrites(b *box) string {
	b.start("count")
	b.kill(syscall.SIGTERM)
	return answer(slices.Contains(b.counted(), "10 0"))
}

// holds finds out whether TERM is held back, and comes after a second TERM.
func holds(b *box) string {
	b.start("count")
	b.kill(syscall.SIGTERM)
	if slices.Contains(b.counted(), "15 0") {
		return "no"
	}
	b.kill(syscall.SIGTERM)
	return answer(slices.Contains(b.counted(), "15 0"))
}
