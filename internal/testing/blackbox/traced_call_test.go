package blackbox

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// systemCall is struct ptrace_syscall_info (ptrace(2)).
type systemCall struct {
	operation          uint8
	_                  [3]uint8
	arch               uint32
	instructionPointer uint64
	stackPointer       uint64
	number             uint64    // at an entry only
	arguments          [6]uint64 // at an entry only
	_                  [2]uint64
}

// atEntry is the operation of a stop at the entry of a system call (PTRACE_SYSCALL_INFO_ENTRY).
const atEntry = 1

// systemCall returns the system call at which the process has stopped. At any other stop it has no
// operation.
func (p *tracee) systemCall() (call systemCall) {
	p.t.Helper()
	const getSyscallInfo = 0x420e // PTRACE_GET_SYSCALL_INFO
	_, _, errno := unix.RawSyscall6(
		unix.SYS_PTRACE,
		getSyscallInfo,
		uintptr(p.pid),
		unsafe.Sizeof(call),
		uintptr(unsafe.Pointer(&call)),
		0,
		0,
	)
	if errno != 0 {
		p.t.Fatalf("PTRACE_GET_SYSCALL_INFO: %v", errno)
	}
	return call
}

// enters reports whether the process has stopped at the entry of a system call.
func (p *tracee) enters(number uint64) bool {
	p.t.Helper()
	call := p.systemCall()
	return call.operation == atEntry && call.number == number
}

// atExit is the operation of a stop at the exit of a system call (PTRACE_SYSCALL_INFO_EXIT).
const atExit = 2

// result returns what the system call has returned at whose exit the process has stopped. It is
// where the number is at an entry.
func (c systemCall) result() int64 { return int64(c.number) }

// runTo runs the process to the entry of its next call of a number.
func (p *tracee) runTo(number uint64) (call systemCall) {
	p.t.Helper()
	for {
		call, ok := p.nextCall()
		if !ok {
			p.t.Fatalf("wait status: got %#x before system call %d, want a stop", p.status, number)
		}
		if call.number == number {
			return call
		}
	}
}

// runToResult runs the process to the exit of its next call of a number that returns a value.
func (p *tracee) runToResult(number uint64, want int) (call systemCall) {
	p.t.Helper()
	for {
		call := p.runTo(number)
		if !p.next() {
			p.t.Fatalf("wait status: got %#x in system call %d, want a stop", p.status, number)
		}
		if left := p.systemCall(); left.operation == atExit && left.result() == int64(want) {
			return call
		}
	}
}
