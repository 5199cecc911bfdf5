package blackbox

import (
	"maps"
	"runtime"
	"slices"
	"strings"
)

// emulator is the program that runs dumb-init for an architecture which is not the machine's.
//
// qemu-user is not Linux, and what follows are its ways, not dumb-init's. All exceptions are made here.
var emulator = map[string]string{
	"arm64": "qemu-aarch64-static", "arm": "qemu-arm-static",
	"386": "qemu-i386-static", "ppc64le": "qemu-ppc64le-static", "riscv64": "qemu-riscv64-static", "s390x": "qemu-s390x-static",
}

// emulated reports whether the runner needs an emulator: the kernel of amd64 runs 386 itself.
func (r runner) emulated() bool {
	return r.arch != runtime.GOARCH && !(r.arch == "386" && runtime.GOARCH == "amd64")
}

// emulators are the runners of the other architectures. What is not PID 1 has hardly any code of its own, so
// that two of them, of 32 and of 64 bits, stand for all there.
func emulators() (all []runner) {
	for _, arch := range slices.Sorted(maps.Keys(emulator)) {
		if arch == runtime.GOARCH {
			continue
		}
		all = append(all, runner{arch + " container", arch, true})
		if arch == "arm64" || arch == "arm" {
			all = append(all, runner{arch + " process", arch, false})
		}
	}
	return all
}

// passes reports whether a signal that is sent to the runner always reaches dumb-init. The emulator's own
// C library keeps 32 and 33 to itself. BUS and SEGV the emulator never blocks: what arrives outside of
// rt_sigtimedwait is noted inside the emulator, where the next rt_sigtimedwait, made in the kernel, does
// not find it (process_pending_signals, linux-user/signal.c). ILL and FPE its second thread does not block, which gets
// them while dumb-init is not in that call (qemu_thread_create, util/qemu-thread-posix.c).
func (r runner) passes(signal int) bool {
	return !r.emulated() || !slices.Contains([]int{32, 33, bus, segv, ill, fpe}, signal)
}

// inside is the number that a signal has inside the runner. The emulator makes up for the two that it
// lacks by moving all real-time signals down (signal_table_init, linux-user/signal.c).
func (r runner) inside(signal int) int {
	if r.emulated() && signal >= 32 {
		return signal - 2
	}
	return signal
}

// waits reports whether the fork returns in dumb-init when the command has been executed. The emulator
// takes CLONE_VFORK for a mere fork (do_fork, linux-user/syscall.c).
func (r runner) waits() bool { return !r.emulated() }

// ignored are the signals of those that were ignored at its start which the emulator cannot have back to
// their default: 32, as above.
func (r runner) ignored() string {
	if r.emulated() {
		return "0000000080000000"
	}
	return nothing
}

// environment is what a command's environment looks like. The emulator turns it around (main, linux-user/main.c).
func (r runner) environment(entries ...string) string {
	if r.emulated() {
		entries = slices.Clone(entries)
		slices.Reverse(entries)
	}
	return strings.Join(entries, "\x00") + "\x00"
}

// waiting are the runners in which dumb-init can wait for orphans. The emulators let nobody but PID 1 adopt them
// (do_prctl, linux-user/syscall.c).
var waiting = append(native, containers(emulators())...)
