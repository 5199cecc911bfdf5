package blackbox

import (
	"maps"
	"runtime"
	"slices"
	"strings"
)

// emulator is the program that runs dumb-init for another architecture than the machine's.
//
// These emulators are qemu-user, which is not Linux. What follows are its ways, not those of
// dumb-init. All exceptions for it are made in this file; the functions and files named are qemu's.
var emulator = map[string]string{
	"386":     "qemu-i386-static",
	"arm":     "qemu-arm-static",
	"arm64":   "qemu-aarch64-static",
	"ppc64le": "qemu-ppc64le-static",
	"riscv64": "qemu-riscv64-static",
	"s390x":   "qemu-s390x-static",
}

// emulated reports whether the runner needs an emulator. The kernel of amd64 runs 386 itself.
func (r runner) emulated() bool {
	if r.arch == "386" && runtime.GOARCH == "amd64" {
		return false
	}
	return r.arch != runtime.GOARCH
}

// emulators returns the runners of the other architectures. A dumb-init that is not PID 1 has
// hardly any code of its own: two architectures, one of 32 and one of 64 bits, stand for all.
func emulators() (all []runner) {
	for _, arch := range slices.Sorted(maps.Keys(emulator)) {
		if arch == runtime.GOARCH {
			continue
		}
		all = append(all, runner{arch + " container", arch, true})
		if arch == "arm" || arch == "arm64" {
			all = append(all, runner{arch + " process", arch, false})
		}
	}
	return all
}

// waiting are the runners in which dumb-init can wait for orphans. In an emulator only PID 1 can:
// it refuses PR_SET_CHILD_SUBREAPER (do_prctl, linux-user/syscall.c).
var subreapers = append(native, containers(emulators())...)

// passes reports whether a signal that is sent to the runner always reaches dumb-init. In an
// emulator these do not:
//
//   - 32 and 33, which the emulator's own C library keeps to itself;
//   - BUS and SEGV, which the emulator never blocks. One that comes outside of rt_sigtimedwait is
//     noted inside the emulator. The next rt_sigtimedwait is made in the kernel, and does not find
//     it there (process_pending_signals, linux-user/signal.c);
//   - ILL and FPE, which its second thread does not block. That thread gets them while dumb-init is
//     not in rt_sigtimedwait (qemu_thread_create, util/qemu-thread-posix.c).
func (r runner) passes(signal int) bool {
	if !r.emulated() {
		return true
	}
	lost := []int{32, 33, bus, segv, ill, fpe}
	return !slices.Contains(lost, signal)
}

// numberInside returns the number that a signal has inside the runner. The emulator makes up for
// the two that it lacks by moving all real-time signals down (signal_table_init,
// linux-user/signal.c).
func (r runner) numberInside(signal int) int {
	if r.emulated() && signal >= 32 {
		return signal - 2
	}
	return signal
}

// hasVfork reports whether dumb-init sleeps until its child has executed the command. The emulator
// makes a mere fork of CLONE_VFORK (do_fork, linux-user/syscall.c).
func (r runner) hasVfork() bool { return !r.emulated() }

// ignored returns the set of signals that stay ignored in the command if all were ignored before.
// The emulator cannot give 32 its default back, as its C library refuses that number.
func (r runner) ignored() string {
	if r.emulated() {
		return "0000000080000000"
	}
	return noSignals
}

// environment returns how the entries of an environment arrive in the command, each with its null.
// The emulator turns their order around (main, linux-user/main.c).
func (r runner) environment(entries ...string) string {
	if r.emulated() {
		entries = slices.Clone(entries)
		slices.Reverse(entries)
	}
	return strings.Join(entries, "\x00") + "\x00"
}
