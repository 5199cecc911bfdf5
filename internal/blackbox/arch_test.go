package blackbox

// emulator is the program that runs dumb-init for an architecture which is not the machine's.
//
// qemu-user is not Linux, and what follows are its ways, not dumb-init's. Tests look them up here.
var emulator = map[string]string{"arm64": "qemu-aarch64-static", "arm": "qemu-arm-static"}

// passes reports whether a signal sent to the runner reaches dumb-init.
func (r runner) passes(signal int) bool {
	if !r.emulated() {
		return true
	}
	return true
}
